using System.Runtime.Versioning;
using Imaginator.Building.SourceTrees;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

[assembly: SupportedOSPlatform("linux")]

namespace Imaginator.Building.Tests;

/// <summary>Runs the tests, or what a test wants to be done by another process.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [UnpackingProcess.Marker, var cache] => UnpackingProcess.RunAsync(cache),
        _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
