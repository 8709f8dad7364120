using System.Collections.Immutable;

namespace Imaginator.Hosting.Completion;

/// <summary>The scripts of shells. They pass the words to the program, and its candidates to the shell.</summary>
internal static class CompletionScripts
{
    private const string Program = "@PROGRAM@";
    private const string Function = "@FUNCTION@";

    // Bash splits words at "=" and ":", which flags and names of images contain: candidates lose what is in front of the last piece.
    private const string Bash = """
        # bash completion for @PROGRAM@
        @FUNCTION@() {
            local line=${COMP_LINE:0:COMP_POINT} words=() word candidate
            read -ra words <<<"$line"
            [[ $line != *[[:space:]] ]] || words+=("")
            word=${words[${#words[@]} - 1]}
            COMPREPLY=()
            while IFS= read -r candidate; do
                case $candidate in
                :file) compopt -o default 2>/dev/null ;;
                :directory) compopt -o plusdirs 2>/dev/null ;;
                *)
                    candidate=${candidate%%$'\t'*}
                    [[ $candidate != *= ]] || compopt -o nospace 2>/dev/null
                    COMPREPLY+=("${candidate#"${word%"$2"}"}")
                    ;;
                esac
            done < <("$1" complete -- "${words[@]:1}" 2>/dev/null)
        }
        complete -F @FUNCTION@ @PROGRAM@

        """;

    private const string Zsh = """
        #compdef @PROGRAM@
        @FUNCTION@() {
            local -a open closed
            local line word text files=
            while IFS= read -r line; do
                case $line in
                :file | :directory) files=$line ;;
                *)
                    word=${line%%$'\t'*}
                    text=${line#"$word"}
                    text=${text#$'\t'}
                    word=${word//:/\\:}
                    if [[ $word == *= ]]; then
                        open+=("$word${text:+:$text}")
                    else
                        closed+=("$word${text:+:$text}")
                    fi
                    ;;
                esac
            done < <("${words[1]}" complete -- "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)
            if [[ -n $files ]]; then
                compset -P '*='
                if [[ $files == :directory ]]; then
                    _files -/
                else
                    _files
                fi
            fi
            _describe -t values value closed
            _describe -t flags flag open -S ''
        }
        if [[ ${funcstack[1]-} == @FUNCTION@ ]]; then
            @FUNCTION@ "$@"
        else
            compdef @FUNCTION@ @PROGRAM@
        fi

        """;

    private const string Fish = """
        # fish completion for @PROGRAM@
        function @FUNCTION@
            set -l words (commandline -opc)
            set -l word (commandline -ct)
            set -l program $words[1]
            set -e words[1]
            for line in ($program complete -- $words "$word" 2>/dev/null)
                set -l flag (string match -r '^-[^=]*=' -- "$word")
                set -l value (string replace -r '^-[^=]*=' '' -- "$word")
                switch $line
                    case :file
                        for file in (__fish_complete_path "$value")
                            echo "$flag$file"
                        end
                    case :directory
                        for file in (__fish_complete_directories "$value")
                            echo "$flag$file"
                        end
                    case '*'
                        echo $line
                end
            end
        end
        complete -c @PROGRAM@ -f -a '(@FUNCTION@)'

        """;

    private static readonly ImmutableSortedDictionary<string, string> Scripts = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        [KeyValuePair.Create("bash", Bash), KeyValuePair.Create("fish", Fish), KeyValuePair.Create("zsh", Zsh)]);

    /// <summary>The shells with scripts.</summary>
    public static ImmutableArray<string> Shells { get; } = [.. Scripts.Keys];

    /// <summary>The script of a shell for a program.</summary>
    public static string For(string shell, string program) => Scripts[shell]
        .Replace(Program, program, StringComparison.Ordinal)
        .Replace(Function, "_" + program.Replace('-', '_'), StringComparison.Ordinal);
}
