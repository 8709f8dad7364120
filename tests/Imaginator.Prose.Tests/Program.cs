using Imaginator.Prose.Tests.Linting;
using Imaginator.Prose.Tests.Texts;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Imaginator.Prose.Tests;

/// <summary>
/// Runs the tests, or checks paths of the repository (<c>lint [PATH]...</c>), or lists the texts there that have no findings
/// (<c>pass [PATH]...</c>).
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["lint", .. var paths] => Task.FromResult(Lint(paths)),
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

    private static int Lint(string[] paths)
    {
        var report = Linter.Check(Root, Allowances.Of(Root), paths);
        foreach (var finding in report.Findings)
        {
            Console.Out.WriteLine(finding);
        }

        Console.Error.WriteLine($"{report.Findings.Length} findings in {report.TextCount} texts");
        return report.Findings.IsEmpty ? 0 : 1;
    }
}
