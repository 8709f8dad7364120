using Imaginator.BuilderTool.Building;
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
        Meaning = "builds images here from manifests; looks at, compares, unpacks and deletes images",
        Flags = [.. SharedFlags.All, CertificateFlags.CertificateDirectory],
        PluginSettings = CertificateFlags.ToolPluginSettings,
        FlagFiles = FlagFiles.OfTool(Name, Environment.GetEnvironmentVariable("HOME")),
        Commands =
        [
            BuildFromManifest.Command,
            BuildTreeFromManifest.Command,
            ProcessManifest.Command,
            ListImages.Command,
            ShowImage.Command,
            DiffImages.Command,
            GetImage.Command,
            FindLatestImage.Command,
            DeleteImage.Command,
            FsckStore.Command,
            CompletionScript.CreateCommand(Describe),
        ],
        Closing = "Results go to standard output, everything else to standard error. Exit status: 0, 1 (failed), 2 (usage).",
    };
}
