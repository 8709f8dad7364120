using Imaginator.Prose.Tests.Linting;
using Imaginator.Prose.Tests.Texts;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Imaginator.Prose.Tests;

/// <summary>
/// Runs the tests, or checks paths of the repository (<c>lint [--published] [PATH]...</c>), or lists the texts there that have no findings
/// (<c>pass [PATH]...</c>).
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["lint", "--published", .. var paths] => Task.FromResult(Lint(TextKind.Published, paths)),
        ["lint", .. var paths] => Task.FromResult(Lint(TextKind.All, paths)),
        ["pass", .. var paths] => Task.FromResult(Pass(paths)),
        _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };

    // Another work tree of the repository, if the program runs in one.
    private static string Root => File.Exists("Imaginator.sln") ? Environment.CurrentDirectory : RepositoryFiles.Root;

    private static int Pass(string[] paths)
    {
        foreach (var text in RepositoryTexts.Of(Root, paths).Where(text => !Linter.Check(text).Any()))
        {
            Console.Out.WriteLine($"{text.Path}:{text.Line}: {text.Kind}: {text.Value.Replace('\n', ' ')}");
        }

        return 0;
    }

    private static int Lint(TextKind kinds, string[] paths)
    {
        var report = Linter.Check(Root, Allowances.Of(Root), paths);
        var findings = report.Findings.Where(finding => (finding.Text.Kind & kinds) != 0).ToArray();
        Array.ForEach(findings, Console.Out.WriteLine);
        Console.Error.WriteLine($"{findings.Length} findings in {report.TextCount} texts");
        return findings.Length == 0 ? 0 : 1;
    }
}
