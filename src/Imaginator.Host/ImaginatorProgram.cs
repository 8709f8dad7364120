using Imaginator.Host.Commands;
using Imaginator.Host.Daemon;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Hosting.Completion;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.PluginCommands;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host;

/// <summary>The commands and flags of imaginator.</summary>
internal static class ImaginatorProgram
{
    private const string Name = "imaginator";

    public static ProgramDescription Describe() => new()
    {
        Name = Name,
        Summary = "build operating system images from manifests",
        Flags = DaemonFlags.All,
        FlagFiles = FlagFiles.OfDaemon(Name),
        PluginSettings = flags => CertificateFlags.PluginSettings(flags).SetItems(RpcClientFlags.PluginSettings(flags)),
        Commands =
        [
            BuildCommand.Command,
            PluginCommand.Command,
            SchemaCommand.Command,
            CompletionCommands.CreateCompletion(Describe),
            CompletionCommands.CreateComplete(Describe),
            ManualCommand.Create(Describe),
        ],
        OperandValues = OperandCompletion.ByOperand,
        WithoutCommand = CheckConfigurationCommand.RunAsync,
        Daemon = DaemonProgram.RunAsync,
        Documentation = ImaginatorDocumentation.Texts,
    };
}
