using System.Runtime.Versioning;
using Imaginator.Plugins.LocalStore.Tests.Processes;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

[assembly: SupportedOSPlatform("linux")]

namespace Imaginator.Plugins.LocalStore.Tests;

/// <summary>Runs the tests, or what a test wants to be done by another process.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [ChildProcess.Marker, .. var command] => ChildCommands.RunAsync(command),
        _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
