namespace Imaginator.Building.Builds;

/// <summary>The stages of a build, in their order.</summary>
public enum BuildStage
{
    /// <summary>The bootstrap command fills an empty root.</summary>
    Bootstrap,

    /// <summary>The manifest is fetched.</summary>
    FetchManifest,

    /// <summary>All manifest files are read and checked.</summary>
    LoadManifest,

    /// <summary>The source image is found, or built.</summary>
    SourceImage,

    /// <summary>The source image is unpacked.</summary>
    Unpack,

    /// <summary><c>files</c> and <c>files.append</c>.</summary>
    Files,

    /// <summary><c>pre-install-scripts</c>.</summary>
    PreInstallScripts,

    /// <summary>The lists of available packages are fetched.</summary>
    UpdatePackageLists,

    /// <summary>Packages are upgraded and installed.</summary>
    Packages,

    /// <summary><c>post-install-files</c> and <c>post-install-files.append</c>.</summary>
    PostInstallFiles,

    /// <summary><c>scripts</c>.</summary>
    Scripts,

    /// <summary>What package tools leave around is removed.</summary>
    Clean,

    /// <summary><c>post-scripts-files</c>.</summary>
    PostScriptsFiles,

    /// <summary><c>post-cleanup-scripts</c>.</summary>
    PostCleanupScripts,

    /// <summary>The installed packages are listed.</summary>
    ListPackages,

    /// <summary>The tree is scanned and hashed; new objects go to the image server.</summary>
    Scan,

    /// <summary>The image's tests run.</summary>
    Tests,

    /// <summary>The image is published.</summary>
    Publish,

    /// <summary>The tree becomes the image of a disk, instead of being packed and published.</summary>
    DiskImage,
}
