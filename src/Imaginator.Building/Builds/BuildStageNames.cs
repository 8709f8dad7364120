namespace Imaginator.Building.Builds;

/// <summary>Stages in words.</summary>
public static class BuildStageNames
{
    /// <summary>The name of a stage for people, as manifests call it where they do.</summary>
    /// <param name="stage">The stage.</param>
    /// <returns>The name.</returns>
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
        BuildStage.Scan => "scan",
        BuildStage.Tests => "tests",
        BuildStage.Publish => "publish",
        BuildStage.DiskImage => "disk image",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };
}
