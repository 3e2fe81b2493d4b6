# Completion of tradewind for fish. Without an installation: source scripts/completions/tradewind.fish

function __tradewind_names
    set -l program (string replace -r '^~' $HOME -- (commandline -opc)[1])
    TRADEWIND_NO_BUILD=1 $program list $argv[1] 2>/dev/null | string replace -r '\s.*' ''
end

function __tradewind_command
    set -l words (commandline -opc)
    test (count $words) -ge 2; and contains -- $words[2] $argv
end

function __tradewind_describes
    set -l words (commandline -opc)
    test (count $words) -eq 3; and test $words[2] = describe; and test $words[3] = $argv[1]
end

function __tradewind_argument
    set -l words (commandline -opc)
    test (count $words) -eq 2; and test $words[2] = $argv[1]
end

function __tradewind_calibrate
    set -l words (commandline -opc)
    test (count $words) -ge 3; and test $words[2] = calibrate; and contains -- $words[3] $argv
end

complete -c tradewind -f
complete -c tradewind -n __fish_is_first_token -l help -d 'Show help'
complete -c tradewind -n __fish_is_first_token -a run -d 'Run scenarios and write their results'
complete -c tradewind -n __fish_is_first_token -a validate -d 'Check input files without running them'
complete -c tradewind -n __fish_is_first_token -a explain -d 'Print the resolved scenario'
complete -c tradewind -n __fish_is_first_token -a sweep -d 'Run a scenario over many parameters and seeds'
complete -c tradewind -n __fish_is_first_token -a pareto -d 'Print the front of a sweep'
complete -c tradewind -n __fish_is_first_token -a report -d 'Write an HTML page of a sweep or a run'
complete -c tradewind -n __fish_is_first_token -a calibrate -d 'Fit cost models to measured kernels'
complete -c tradewind -n __fish_is_first_token -a predict -d 'Predict kernels with a fitted model'
complete -c tradewind -n __fish_is_first_token -a import -d 'Make a kernel trace from measured data'
complete -c tradewind -n __fish_is_first_token -a list -d 'List what a scenario can name'
complete -c tradewind -n __fish_is_first_token -a describe -d 'Explain a policy, metric, target…'
complete -c tradewind -n __fish_is_first_token -a schema -d 'Print the JSON Schema of a file format'
complete -c tradewind -n __fish_is_first_token -a init -d 'Write a commented starter scenario'
complete -c tradewind -n __fish_is_first_token -a version -d 'Print the versions of tradewind and SimGrid'

complete -c tradewind -n '__tradewind_command run validate explain' -k -a '(__fish_complete_suffix .yaml)'
complete -c tradewind -n '__tradewind_command run explain' -s s -l set -x -d 'Override a key'
complete -c tradewind -n '__tradewind_command run' -s o -l output -x -a '(__fish_complete_directories)' -d 'Folder of the results'
complete -c tradewind -n '__tradewind_command run' -l seed -x -d 'Seed of the run'
complete -c tradewind -n '__tradewind_command run' -s j -l jobs -x -d 'Runs at a time'
complete -c tradewind -n '__tradewind_command run' -l json -d 'Print summary.json'
complete -c tradewind -n '__tradewind_command run' -l timeline -r -F -d 'Write a Chrome trace'
complete -c tradewind -n '__tradewind_command run' -l timeout -x -d 'Stop after this wall-clock time'
complete -c tradewind -n '__tradewind_command run' -l force -d 'Replace the results of another run'
complete -c tradewind -n '__tradewind_command run validate' -s q -l quiet -d 'No progress, no table'

complete -c tradewind -n '__tradewind_argument sweep' -a 'run status resume collect'
complete -c tradewind -n '__tradewind_command sweep' -k -a '(__fish_complete_suffix .yaml)'
complete -c tradewind -n '__tradewind_command pareto report' -a '(__fish_complete_directories)'
complete -c tradewind -n '__tradewind_command sweep report' -s o -l output -r -F -d 'Where to write'
complete -c tradewind -n '__tradewind_command sweep' -s j -l jobs -x -d 'Runs at a time'
complete -c tradewind -n '__tradewind_command sweep' -l executor -x -a 'local slurm parallel' -d 'Where it runs'
complete -c tradewind -n '__tradewind_command sweep' -l export -x -a snakemake -d 'Write files instead of running'
complete -c tradewind -n '__tradewind_command sweep' -l chunk -x -d 'Runs per task of a cluster'
complete -c tradewind -n '__tradewind_command sweep' -l sbatch -x -d 'A further option for sbatch'
complete -c tradewind -n '__tradewind_command sweep' -l wait -d 'Wait for the jobs'
complete -c tradewind -n '__tradewind_command sweep' -l timeout -x -d 'Limit of one run'
complete -c tradewind -n '__tradewind_command sweep' -l dry-run -d 'Say what would be done'
complete -c tradewind -n '__tradewind_command sweep' -l list -d 'Print the points'
complete -c tradewind -n '__tradewind_command sweep' -l force -d 'Begin anew'
complete -c tradewind -n '__tradewind_command sweep' -s q -l quiet -d 'No progress, no table'
complete -c tradewind -n '__tradewind_command sweep pareto' -l json -d 'As JSON'
complete -c tradewind -n '__tradewind_command pareto' -l objectives -x -d 'Compare these instead'
complete -c tradewind -n '__tradewind_command pareto' -l reference -x -d 'Of the hypervolume'
complete -c tradewind -n '__tradewind_command report' -l run -x -a '(__fish_complete_directories)' -d 'A run to show'
complete -c tradewind -n '__tradewind_command report' -l figures -x -a '(__fish_complete_directories)' -d 'Write figures'

complete -c tradewind -n '__tradewind_argument calibrate' -a 'fit evaluate transfer cut network scenario'
complete -c tradewind -n '__tradewind_argument import' -a '(__tradewind_names formats)'
complete -c tradewind -n '__tradewind_command calibrate predict import' -F
complete -c tradewind -n '__tradewind_command predict import; or __tradewind_calibrate fit transfer network scenario' -s o -l output -r -F -d 'Where to write'
complete -c tradewind -n '__tradewind_command calibrate predict' -l data -r -F -d 'What was measured'
complete -c tradewind -n '__tradewind_command predict; or __tradewind_calibrate evaluate' -l model -r -F -d 'A model file'
complete -c tradewind -n '__tradewind_calibrate fit' -l model -x -a 'auto datasheet roofline residual table linear collective' -d 'Kind of model'
complete -c tradewind -n '__tradewind_calibrate fit' -l holdout -x -a 'rows shapes models targets' -d 'Held out together'
complete -c tradewind -n '__tradewind_calibrate fit' -l split -x -d 'Share held out'
complete -c tradewind -n '__tradewind_calibrate fit' -l folds -x -d 'k-fold cross-validation'
complete -c tradewind -n '__tradewind_calibrate fit' -l plot -r -F -d 'A page of errors'
complete -c tradewind -n '__tradewind_calibrate fit scenario' -l seed -x -d 'Of all that is random'
complete -c tradewind -n '__tradewind_calibrate fit scenario' -s j -l jobs -x -d 'At a time'
complete -c tradewind -n '__tradewind_calibrate transfer' -l from -r -F -d 'Model of known targets'
complete -c tradewind -n '__tradewind_calibrate fit evaluate cut scenario' -l json -d 'As JSON'
complete -c tradewind -n '__tradewind_command predict; or __tradewind_calibrate fit transfer network scenario' -s q -l quiet -d 'Say nothing'
complete -c tradewind -n '__tradewind_calibrate cut' -l bytes -r -F -d 'What crosses each cut'
complete -c tradewind -n '__tradewind_calibrate cut network' -l bandwidth -x -d 'Of the way'
complete -c tradewind -n '__tradewind_calibrate cut network' -l latency -x -d 'Of the way'
complete -c tradewind -n '__tradewind_calibrate network' -l kind -x -a 'fluid tcp' -d 'Of network model'
complete -c tradewind -n '__tradewind_calibrate scenario' -l free -x -d 'Paths of the values to fit'
complete -c tradewind -n '__tradewind_calibrate scenario' -s s -l set -x -d 'Override a key'
complete -c tradewind -n '__tradewind_calibrate scenario' -l replications -x -d 'Runs per evaluation'
complete -c tradewind -n '__tradewind_calibrate scenario' -l budget -x -d 'Evaluations of the search'
complete -c tradewind -n '__tradewind_command import; or __tradewind_calibrate fit' -l exclude-target -x -d 'Leave a target out'
complete -c tradewind -n '__tradewind_command import; or __tradewind_calibrate transfer' -l target -x -d 'The hardware'
complete -c tradewind -n '__tradewind_command import; or __tradewind_calibrate fit transfer' -l facts -r -F -d 'Its datasheet'
complete -c tradewind -n '__tradewind_command import' -l keep-impossible -d 'Keep rows that cannot be'

complete -c tradewind -n '__tradewind_argument list' -a 'policies targets models distributions arrivals metrics formats'
complete -c tradewind -n '__tradewind_command list version' -l json -d 'As JSON'
complete -c tradewind -n '__tradewind_argument describe' -a 'policy distribution arrivals metric target scenario sweep'
complete -c tradewind -n '__tradewind_command describe' -l markdown -d 'As Markdown'
complete -c tradewind -n '__tradewind_describes policy' -a '(__tradewind_names policies)'
complete -c tradewind -n '__tradewind_describes distribution' -a '(__tradewind_names distributions)'
complete -c tradewind -n '__tradewind_describes arrivals' -a '(__tradewind_names arrivals)'
complete -c tradewind -n '__tradewind_describes metric' -a '(__tradewind_names metrics)'
complete -c tradewind -n '__tradewind_describes target' -a '(__tradewind_names targets)'
complete -c tradewind -n '__tradewind_argument schema' -a 'scenario sweep target model'
