#compdef tradewind
# Completion of tradewind for zsh. Installed as _tradewind in a folder of $fpath.

_tradewind_names() {
  local -a names
  names=(${(f)"$(TRADEWIND_NO_BUILD=1 ${~program} list $1 2>/dev/null | awk '{ print $1 }')"})
  compadd -a names
}

_tradewind() {
  local program=$words[1] state line
  local -a commands set
  commands=(
    'run:run scenarios and write their results'
    'validate:check input files without running them'
    'explain:print the resolved scenario, every default written out'
    'sweep:run a scenario over many parameters and seeds'
    'pareto:print the front of a sweep'
    'report:write an HTML page, or figures, of a sweep or a run'
    'calibrate:fit cost models to measured kernels'
    'predict:predict kernels with a fitted model'
    'import:make a kernel trace from measured data'
    'list:list what a scenario can name'
    'describe:explain a policy, distribution, arrival process, metric or target'
    'schema:print the JSON Schema of a file format'
    'init:write a commented starter scenario'
    'version:print the versions of tradewind and SimGrid'
  )
  set=('*'{-s,--set}'[override a key]:key=value:')

  _arguments -C '--help[show help]' '1: :->command' '*:: :->rest'
  if [[ $state == command ]]; then
    _describe command commands
    return
  fi
  case $words[1] in
    run)
      _arguments $set \
        '(-o --output)'{-o,--output}'[folder of the results]:folder:_files -/' \
        '--seed[seed of the run]:number:' \
        '(-j --jobs)'{-j,--jobs}'[runs at a time]:number:' \
        '--json[print summary.json]' \
        '--timeline[write a Chrome trace]:file:_files' \
        '--timeout[stop after this wall-clock time]:time:' \
        '(-q --quiet)'{-q,--quiet}'[no progress, no table]' \
        '--force[replace the results of another run]' \
        '*:scenario:_files -g "*.(yaml|yml)"'
      ;;
    validate) _arguments '(-q --quiet)'{-q,--quiet}'[print problems only]' '*:file:_files -g "*.(yaml|yml)"' ;;
    explain) _arguments $set '1:scenario:_files -g "*.(yaml|yml)"' ;;
    sweep)
      _arguments -C '--help[show help]' '1: :((run\:"run a sweep" status\:"how many runs are done" resume\:"run what is missing" collect\:"write the tables"))' \
        '(-o --output)'{-o,--output}'[folder of the results]:folder:_files -/' \
        '(-j --jobs)'{-j,--jobs}'[runs at a time]:number:' \
        '--executor[where it runs]:executor:(local slurm parallel)' \
        '--export[write files instead of running]:format:(snakemake)' \
        '--chunk[runs per task of a cluster]:number:' \
        '*--sbatch[a further option for sbatch]:option:' \
        '--wait[wait for the jobs]' \
        '--timeout[limit of one run]:time:' \
        '--dry-run[say what would be done]' \
        '--list[print the points]' \
        '--force[begin anew]' \
        '--json[status as JSON]' \
        '(-q --quiet)'{-q,--quiet}'[no progress, no table]' \
        '*:file or folder:_files'
      ;;
    pareto)
      _arguments '--objectives[compare these instead]:metric\:min,metric\:max:' \
        '--reference[of the hypervolume]:numbers:' '--json[as JSON]' '1:folder:_files -/'
      ;;
    report)
      _arguments '(-o --output)'{-o,--output}'[the page]:file:_files' '--run[a run to show]:folder:_files -/' \
        '--figures[write figures into this folder]:folder:_files -/' '1:folder:_files -/'
      ;;
    calibrate)
      _arguments -C '--help[show help]' '1: :((fit\:"fit cost models" evaluate\:"compare a model with measurements" transfer\:"a model of a new target" cut\:"where to cut a network" network\:"fit the network model" scenario\:"fit values of a scenario"))' \
        '--data[kernel traces]:file:_files' '--model[kind of model, or a model file]:model:_files' \
        '--holdout[held out together]:what:(rows shapes models targets)' '--split[share held out]:share:' \
        '--folds[k-fold cross-validation]:number:' '*--exclude-target[leave a target out]:target:' \
        '--facts[datasheet]:file:_files' '--seed[of the split]:number:' '(-j --jobs)'{-j,--jobs}'[threads]:number:' \
        '(-o --output)'{-o,--output}'[the model file]:file:_files' '--plot[a page of errors]:file:_files' \
        '--from[model of known targets]:file:_files' '--target[the new target]:target:' '--json[as JSON]' \
        '--bytes[what crosses each cut]:file:_files' '--bandwidth[of the way]:bandwidth:' '--latency[of the way]:time:' \
        '--kind[of network model]:kind:(fluid tcp)' '*--free[paths of the values to fit]:path:' $set \
        '--replications[runs per evaluation]:number:' '--budget[evaluations of the search]:number:' \
        '(-q --quiet)'{-q,--quiet}'[no table]' '*:file:_files'
      ;;
    predict)
      _arguments '--model[a model file]:file:_files' '--data[kernels]:file:_files' \
        '(-o --output)'{-o,--output}'[the predictions]:file:_files' '(-q --quiet)'{-q,--quiet}'[say nothing]'
      ;;
    import)
      _arguments -C '(-o --output)'{-o,--output}'[the trace]:file:_files' '*--exclude-target[leave a target out]:target:' \
        '--target[the hardware]:target:' '--facts[its datasheet]:file:_files' \
        '--keep-impossible[keep rows that cannot be]' '1: :->format' '*:file:_files'
      [[ $state != format ]] || _tradewind_names formats
      ;;
    list) _arguments '--json[as JSON]' '1:what:(policies targets models distributions arrivals metrics formats)' ;;
    describe)
      _arguments -C '--markdown[as Markdown]' '1:what:(policy distribution arrivals metric target scenario sweep)' '2: :->name'
      [[ $state != name ]] || case $line[1] in
        policy) _tradewind_names policies ;;
        distribution) _tradewind_names distributions ;;
        arrivals) _tradewind_names arrivals ;;
        metric) _tradewind_names metrics ;;
        target) _tradewind_names targets ;;
      esac
      ;;
    schema) _arguments '1:format:(scenario sweep target model)' ;;
    init) _arguments '1:name:' ;;
    version) _arguments '--json[as JSON]' ;;
  esac
}

if [[ $funcstack[1] == _tradewind ]]; then _tradewind "$@"; else compdef _tradewind tradewind; fi
