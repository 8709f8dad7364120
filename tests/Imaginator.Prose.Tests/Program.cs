using Imaginator.Prose.Tests.Linting;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Imaginator.Prose.Tests;

/// <summary>Runs the tests, or checks paths of the repository: <c>lint [PATH]...</c>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["lint", .. var paths] => Task.FromResult(Lint(paths)),
        _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };

    private static int Lint(string[] paths)
    {
        // Another work tree of the repository, if it is run in one.
        var current = Environment.CurrentDirectory;
        var root = File.Exists(Path.Combine(current, "Imaginator.sln")) ? current : Repository.Root;
        var report = Linter.Check(root, Allowances.Of(root), paths);
        foreach (var finding in report.Findings)
        {
            Console.Out.WriteLine(finding);
        }

        Console.Error.WriteLine($"{report.Findings.Length} findings in {report.TextCount} texts");
        return report.Findings.IsEmpty ? 0 : 1;
    }
}
