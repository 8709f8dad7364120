using Imaginator.Host.Commands;
using Imaginator.Host.Daemon;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host;

/// <summary>imaginator: its commands and flags.</summary>
internal static class ImaginatorProgram
{
    private const string Name = "imaginator";

    public static ProgramDescription Describe() => new()
    {
        Name = Name,
        Meaning = "builds operating system images from manifests",
        Flags = DaemonFlags.All,
        FlagFiles = FlagFiles.OfDaemon(Name),
        PluginSettings = CertificateFlags.PluginSettings,
        Commands = [BuildCommand.Command, CompletionScript.CreateCommand(Describe)],
        WithoutCommand = CheckConfigurationCommand.RunAsync,
        Daemon = DaemonProgram.RunAsync,
        Closing = "Logs go to standard error, results to standard output. Exit status: 0, 1 (failed), 2 (usage).",
    };
}
