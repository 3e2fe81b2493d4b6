# Completion of tradewind for bash. Without an installation: source scripts/completions/tradewind.bash

_tradewind_names() { TRADEWIND_NO_BUILD=1 "${COMP_WORDS[0]/#\~/$HOME}" list "$1" 2>/dev/null | awk '{ print $1 }'; }

_tradewind() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]-}
  local words='' files='' anything=''
  COMPREPLY=()

  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W 'run validate explain sweep pareto report calibrate predict import list describe schema init version --help' -- "$current")
    return
  fi
  case $command:$previous in
    run:-o | run:--output)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return
      ;;
    run:--timeline)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    sweep:-o | sweep:--output | report:--run | report:--figures)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return
      ;;
    report:-o | report:--output)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    sweep:--executor) mapfile -t COMPREPLY < <(compgen -W 'local slurm parallel' -- "$current") && return ;;
    sweep:--export) mapfile -t COMPREPLY < <(compgen -W snakemake -- "$current") && return ;;
    sweep:-j | sweep:--jobs | sweep:--chunk | sweep:--timeout | sweep:--sbatch | pareto:--objectives | pareto:--reference) return ;;
    calibrate:--model) # of `fit` a kind of model, of `evaluate` a file
      if [[ ${COMP_WORDS[2]} == fit ]]; then
        mapfile -t COMPREPLY < <(compgen -W 'auto datasheet roofline residual table linear collective' -- "$current")
        return
      fi
      ;;
    calibrate:--holdout) mapfile -t COMPREPLY < <(compgen -W 'rows shapes models targets' -- "$current") && return ;;
    calibrate:--kind) mapfile -t COMPREPLY < <(compgen -W 'fluid tcp' -- "$current") && return ;;
    calibrate:--split | calibrate:--folds | calibrate:--seed | calibrate:-j | calibrate:--jobs | calibrate:--free) return ;;
    calibrate:--replications | calibrate:--budget | calibrate:--bandwidth | calibrate:--latency) return ;;
    run:--seed | run:-j | run:--jobs | run:--timeout | *:-s | *:--set) return ;;
  esac

  case $command in
    run)
      words='-s --set -o --output --seed -j --jobs --json --timeline --timeout --quiet --force --help'
      files=yes
      ;;
    validate) words='--quiet --help' files=yes ;;
    explain) words='-s --set --help' files=yes ;;
    sweep)
      case $COMP_CWORD:${COMP_WORDS[2]} in
        2:*) words='run status resume collect --help' ;;
        *:run)
          words='-o --output -j --jobs --executor --export --chunk --sbatch --wait --timeout --dry-run --list --force --quiet --help'
          files=yes
          ;;
        *:resume) words='-j --jobs --executor --export --chunk --sbatch --wait --timeout --quiet --help' files=yes ;;
        *:status) words='--json --help' files=yes ;;
        *:collect) words='--quiet --help' files=yes ;;
      esac
      ;;
    calibrate)
      case $COMP_CWORD:${COMP_WORDS[2]} in
        2:*) words='fit evaluate transfer cut network scenario --help' ;;
        *:fit)
          words='--data --model --holdout --split --folds --exclude-target --facts --seed -j --jobs -o --output --plot --json -q --quiet --help'
          anything=yes
          ;;
        *:evaluate) words='--model --data --json --help' anything=yes ;;
        *:transfer) words='--from --target --data --facts -o --output -q --quiet --help' anything=yes ;;
        *:cut) words='--data --bytes --bandwidth --latency --json --help' anything=yes ;;
        *:network) words='--data --latency --bandwidth --kind -o --output -q --quiet --help' anything=yes ;;
        *:scenario)
          words='--data --free -s --set --replications --budget --seed -j --jobs -o --output --json -q --quiet --help'
          anything=yes
          ;;
      esac
      ;;
    predict) words='--model --data -o --output -q --quiet --help' anything=yes ;;
    import)
      words='-o --output --exclude-target --target --facts --keep-impossible --help'
      if ((COMP_CWORD == 2)); then
        words+=' '$(_tradewind_names formats | grep -vE '^(csv|jsonl)$')
      else
        anything=yes
      fi
      ;;
    pareto) words='--objectives --reference --json --help' files=yes ;;
    report) words='-o --output --run --figures --help' files=yes ;;
    list) words='policies targets models distributions arrivals metrics formats --json --help' ;;
    describe)
      case $COMP_CWORD:$previous in
        2:*) words='policy distribution arrivals metric target scenario sweep --markdown --help' ;;
        3:policy) words=$(_tradewind_names policies) ;;
        3:distribution) words=$(_tradewind_names distributions) ;;
        3:arrivals) words=$(_tradewind_names arrivals) ;;
        3:metric) words=$(_tradewind_names metrics) ;;
        3:target) words=$(_tradewind_names targets) ;;
        *) words='--markdown --help' ;;
      esac
      ;;
    schema) words='scenario sweep target model --help' ;;
    init) words='--help' ;;
    version) words='--json --help' ;;
  esac

  if [[ $anything && $current != -* ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  elif [[ $files && $current != -* ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$current"; compgen -f -X '!*.y*ml' -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current" | sort -u)
    [[ $current == -* ]] || mapfile -t COMPREPLY < <(printf '%s\n' "${COMPREPLY[@]}" | grep -v '^-')
  fi
}

complete -F _tradewind tradewind
