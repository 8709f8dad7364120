using Imaginator.BuilderTool.Building;
using Imaginator.BuilderTool.Certificates;
using Imaginator.BuilderTool.Completion;
using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Daemon;
using Imaginator.BuilderTool.Images;
using Imaginator.BuilderTool.Store;
using Imaginator.BuilderTool.Tokens;
using Imaginator.Hosting.Completion;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool;

/// <summary>The commands and flags of builder-tool.</summary>
internal static class BuilderToolProgram
{
    private const string Name = "builder-tool";

    public static ProgramDescription Describe() => new()
    {
        Name = Name,
        Summary = "control the imaginator daemon, build images from manifests, and inspect, compare, unpack and delete images",
        Flags =
        [
            .. SharedFlags.All,
            ConfigurationFlags.PluginConfigurationUrl,
            ClientCertificateFlags.CertificateDirectory, ClientCertificateFlags.ServerAuthorityFile,
            .. RpcClientFlags.All,
            .. CommandLogFlags.All,
            .. CompatibilityFlags.OfTool,
        ],
        // A person waits: an imageserver that cannot be reached is an error immediately.
        PluginSettings = flags => ClientCertificateFlags.PluginSettings(flags)
            .SetItems(RpcClientFlags.PluginSettings(flags))
            .SetItem("retryTimeout", "0"),
        FlagFiles = FlagFiles.OfTool(Name),
        Commands =
        [
            BuildImage.Command,
            ListBuilds.Command,
            ShowBuild.Command,
            CancelBuild.Command,
            BuildFromManifest.Command,
            BuildTreeFromManifest.Command,
            BuildRawFromManifest.Command,
            ProcessManifest.Command,
            DisableBuilds.DisableAutoBuilds,
            DisableBuilds.EnableAutoBuilds,
            DisableBuilds.DisableBuildRequests,
            DisableBuilds.EnableBuildRequests,
            StartAutoBuilds.Command,
            GetDependencies.Command,
            GetDigraph.Command,
            ReplaceIdleSlaves.Command,
            MakeToken.Command,
            ListTokens.Command,
            RevokeToken.Command,
            ListImages.Command,
            ShowImage.Command,
            DiffImages.Command,
            GetImage.Command,
            FindLatestImage.Command,
            DeleteImage.Command,
            FsckStore.Command,
            CopyStore.Command,
            MakeCertificates.Command,
            CompletionCommands.CreateCompletion(Describe),
            CompletionCommands.CreateComplete(Describe),
            ManualCommand.Create(Describe),
        ],
        OperandValues = CompletionValues.ByOperand,
        Documentation = BuilderToolDocumentation.Texts,
    };
}
