namespace Imaginator.Building.Builds;

/// <summary>The names of stages.</summary>
public static class BuildStageNames
{
    /// <summary>The display name of a stage: the name of its directory in a manifest, if it has one.</summary>
    public static string ToDisplay(this BuildStage stage) => stage switch
    {
        BuildStage.Bootstrap => "bootstrap",
        BuildStage.FetchManifest => "fetch manifest",
        BuildStage.LoadManifest => "load manifest",
        BuildStage.SourceImage => "source image",
        BuildStage.Unpack => "unpack",
        BuildStage.Files => "files",
        BuildStage.PreInstallScripts => "pre-install-scripts",
        BuildStage.UpdatePackageLists => "update package lists",
        BuildStage.Packages => "packages",
        BuildStage.PostInstallFiles => "post-install-files",
        BuildStage.Scripts => "scripts",
        BuildStage.Clean => "clean",
        BuildStage.PostScriptsFiles => "post-scripts-files",
        BuildStage.PostCleanupScripts => "post-cleanup-scripts",
        BuildStage.ListPackages => "list packages",
        BuildStage.Finish => "finish",
        BuildStage.Scan => "scan",
        BuildStage.Tests => "tests",
        BuildStage.Publish => "publish",
        BuildStage.RemoveWorkspace => "remove workspace",
        BuildStage.DiskImage => "disk image",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };
}
