using Imaginator.BuilderTool.Building;
using Imaginator.BuilderTool.Certificates;
using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Daemon;
using Imaginator.BuilderTool.Images;
using Imaginator.BuilderTool.Store;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool;

/// <summary>builder-tool: its commands and flags.</summary>
internal static class BuilderToolProgram
{
    private const string Name = "builder-tool";

    public static ProgramDescription Describe() => new()
    {
        Name = Name,
        Meaning = "steers the imaginator; builds images here from manifests; looks at, compares, unpacks and deletes images",
        Flags = [.. SharedFlags.All, ClientCertificateFlags.CertificateDirectory],
        PluginSettings = ClientCertificateFlags.PluginSettings,
        FlagFiles = FlagFiles.OfTool(Name, Environment.GetEnvironmentVariable("HOME")),
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
            DisableBuilds.DisableBuildRequests,
            DisableBuilds.EnableBuildRequests,
            StartAutoBuilds.Command,
            GetDependencies.Command,
            GetDigraph.Command,
            ReplaceIdleSlaves.Command,
            ListImages.Command,
            ShowImage.Command,
            DiffImages.Command,
            GetImage.Command,
            FindLatestImage.Command,
            DeleteImage.Command,
            FsckStore.Command,
            MakeCertificates.Command,
            CompletionScript.CreateCommand(Describe),
        ],
        Closing = """
            Durations are written 1h30m or 90s, sizes 100MiB or 2GiB, lists A,B,C.
            Results go to standard output, everything else to standard error. Exit status: 0, 1 (failed), 2 (usage).
            """,
    };
}
