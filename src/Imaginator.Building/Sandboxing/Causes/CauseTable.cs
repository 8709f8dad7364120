using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Imaginator.Building.Sandboxing.Causes;

/// <summary>
/// The tools whose failures end with a line that does not name the cause. Patterns prefer parts that tools do not translate:
/// options, names of packages, prefixes.
/// </summary>
internal static class CauseTable
{
    // The scriptlet of a package, as rpm names it in every language: %prein(name-version.arch).
    private static readonly CausePattern FailedScriptlet = Cause(
        @"^\W*(\[RPM\] )?([^\s:]+: )?(?<cause>%[a-z]+\([^()]+\) .+)", except: "^warning:");

    private static readonly CausePattern WarnedScriptlet = Cause(@"(?<cause>%[a-z]+\([^()]+\) .*\d+)\s*$");

    // In the languages of the largest groups of users.
    private const string Error = "(Error|Fehler|Erreur|Errore|Erro|Błąd|Chyba|Ошибка|Помилка|错误|錯誤|エラー|오류) ?[:：]";

    // The heading of the packages that were not installed, which dnf 4 prints last.
    private const string Failed =
        "(Failed|Fehlgeschlagen|Échec|Fallido|Non riuscito|Falhou|Niepowodzenie|Selhalo|Сбой|Помилка|失败|失敗しました|실패하였습니다) ?[:：]$";

    private static readonly CausePattern NothingProvides = Cause(@"(?<cause>nothing provides .+)");

    private static readonly CausePattern FileConflict = Cause(@"^(?<cause>file .+ conflicts (with|between) .+)");

    private static readonly CausePattern RpmDependency = Cause(@"^\s+(?<cause>\S.* (is needed by|conflicts with|is obsoleted by) \S.+)");

    /// <summary>All tools. The first one whose end matches counts; one whose start occurs comes before others.</summary>
    public static ImmutableArray<ToolOutput> Tools { get; } =
    [
        // apt, dpkg, mmdebstrap, debootstrap.
        new()
        {
            Start = Pattern("^(Reading package lists|I: running apt-get update)"),
            End = Pattern(@"^(E|Error): |^dpkg ?: |^Errors were encountered while processing:|^W: (See|Failure) |^[^:]+: E: "),
            Causes =
            [
                // "dpkg: error processing package NAME (--configure):" in any language, then the script and its status.
                Cause(
                    @"^dpkg\s?: .*?(?<name>[^\s()]+) \(--[a-z-]+\).{0,16}$",
                    except: "dependency problems",
                    takesNextLine: true),
                Cause(@"^dpkg(-deb)?: .*(?<cause>error: .+)", except: "processing"),
                Cause(@"^ (?<cause>\S+ : .+ but .*not installable.*)"),
                Cause(@"^ (?<cause>[a-z0-9][a-z0-9.+:-]+ : .*: .+)", except: "is not going to be installed"),
                Cause(@"^ (?<cause>[a-z0-9][a-z0-9.+:-]+ : .*: .+)"),
                Cause(@"^(W|E|Warning|Error): (?<cause>(GPG error|OpenPGP signature verification failed): .+)"),
                Cause(
                    "^(?<cause>(E|Error): .+)",
                    except: @"/usr/bin/dpkg .*\d|Some index files failed|held broken packages|from --solver|failed to run$|^E: setup failed"),
                Cause("^(?<cause>W: .+)"),
            ],
        },

        // dnf 4 and 5, microdnf, yum.
        new()
        {
            Start = Pattern(
                "^(Last metadata expiration check|Updating and loading repositories|Errors during downloading metadata|Dependencies resolved)"),
            End = Pattern(@"^\(.*'--(skip-|nobest|allowerasing)|^You can try to add|^Error in |^Transaction failed|^Failed to |^No match for argument|^error: Could not depsolve |^" + Failed + "|^" + Error),
            Causes =
            [
                FailedScriptlet,
                WarnedScriptlet,
                NothingProvides,
                FileConflict,
                Cause(@"^\s*- (?<cause>(installed )?package .+ (conflicts with|obsoletes|requires) .+)", except: "but none of the providers"),
                Cause(@"^\s*- (?<cause>cannot install .+)", except: "the best (candidate|update)"),
                Cause(@"(?<cause>package \S+ .*requires .+, but none of the providers can be installed)"),
                Cause(@"^\s*Problem( \d+)?: (?<cause>.+)", except: "conflicting requests"),
                Cause(@"^\s*(- )?(?<cause>(Curl error|Status code|Librepo error).+)"),
                Cause(@"^(?<cause>(Package|Public key for) .+ is not (signed|installed).*)"),
                Cause($@"^(?<cause>{Error} *\S.+)", except: "Transaction failed|^Error: Failed to download metadata"),
                Cause("^(?<cause>No match for argument: .+)"),
                Cause(@"^(?<cause>Error in [A-Z]+ scriptlet .+)"),
                Cause($@"^(?<cause>{Error} *\S.+)"),
            ],
        },

        // zypper.
        new()
        {
            Start = Pattern("^(Loading repository data|Retrieving repository)"),
            End = Pattern(
                @"^Choose from above solutions|see the above error message for a hint|^Some of the repositories have not been|"
                + @"^Could not refresh|^Problem occurred|^No provider of |^Abort, retry, ignore\?|\[[a-z/]+/\?\] \([a-z]\): [a-z]$|"
                + "^Installation has been aborted|^Skipping repository |^Error building the cache"),
            Causes =
            [
                FailedScriptlet,
                NothingProvides,
                FileConflict,
                Cause(@"^Probl[a-zè]+ ?(: )?\d*: (?<cause>.+)"),
                Cause("^(?<cause>No provider of .+ found.*)"),
                Cause("^Error message: (?<cause>.+)"),
                Cause(@"^(?<cause>\[\S+\|\S+\] .+)"),
                Cause("^(?<cause>(Download \\(curl\\) error|Installation of|Signature verification|File) .+)"),
            ],
        },

        // pacman. It prints the name of a package whose script failed before the output of the script.
        new()
        {
            Start = Pattern("^(resolving dependencies|:: Synchronizing package databases)"),
            Window = 30,
            End = Pattern("^Errors occurred, no packages|^error: |^:: unable to satisfy"),
            Causes =
            [
                Cause("(?<cause>unable to satisfy dependency .+)"),
                Cause("^(?<cause>[^:]+: .+ exists in filesystem.*)"),
                Cause("^(?<cause>.+ and .+ are in conflict.*)"),
                Cause("^error: (?<cause>.+ signature from .+|.+ is corrupted.*|failed retrieving file .+)"),
                FailedScriptlet,
                RpmDependency,
                Cause("^(?<cause>error: .+)", except: "Failed dependencies"),
            ],
        },

        // apk. What it requires of the packages is indented below its error.
        new()
        {
            Window = 60,
            End = Pattern(@"^ERROR: |^\d+ errors?; "),
            Causes =
            [
                Cause("^WARNING: (?<cause>(fetching|opening|updating and opening) .+)"),
                Cause(@"^\s+(?<cause>.+ \(no\ssuch package\)):$"),
                Cause(@"^\s+(?<cause>(breaks|conflicts): .+)"),
                Cause(@"^ERROR: (?<cause>\S+: .+)"),
            ],
        },

        // rpm.
        new()
        {
            Window = 60,
            End = Pattern(@"^error: |^\s+\S+.* (is needed by|conflicts with|is obsoleted by) \S+|^\s+package \S+ is already installed"),
            Causes =
            [
                FailedScriptlet,
                RpmDependency,
                FileConflict,
                Cause("^(?<cause>error: .+)", except: "Failed dependencies"),
                Cause(@"^\s+(?<cause>package \S+ .*is already installed.*)"),
            ],
        },

        // git. Its advice follows the cause; ssh and the server name the cause before git does.
        new()
        {
            Start = Pattern("^Cloning into "),
            Window = 15,
            End = Pattern("^fatal: |^error: |^hint: |and the repository exists|^remove the file manually to continue"),
            Causes =
            [
                Cause("^(?<cause>ssh: .+|.*Permission denied \\(.+|Host key verification failed.*|ERROR: Repository not found.*)"),
                Cause("^remote: (?<cause>(ERROR|fatal|error|HTTP|Repository|Invalid|Support|You ).+)"),
                Cause("^(?<cause>fatal: .+)"),
                Cause("^(?<cause>error: .+)"),
            ],
        },

        // make, which repeats the status of its command.
        new()
        {
            Window = 400,
            End = Pattern(@"^make(\[\d+\])?: \*\*\* "),
            Causes =
            [
                Cause("^(?<cause>.+: (fatal )?error: .+)"),
                Cause("^(?<cause>.*undefined reference to .+)"),
                Cause(@"^(?<cause>make(\[\d+\])?: \*\*\* .+)"),
            ],
        },
    ];

    private static CausePattern Cause(string line, string? except = null, bool takesNextLine = false) => new(Pattern(line))
    {
        Except = except is null ? null : Pattern(except),
        TakesNextLine = takesNextLine,
    };

    // The time of these expressions is linear in the text, which untrusted programs print.
    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
