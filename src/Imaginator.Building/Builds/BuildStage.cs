namespace Imaginator.Building.Builds;

/// <summary>The stages of a build, in their order.</summary>
public enum BuildStage
{
    /// <summary>The bootstrap command fills an empty root directory.</summary>
    Bootstrap,

    /// <summary>The manifest is fetched.</summary>
    FetchManifest,

    /// <summary>All files of the manifest are read and checked.</summary>
    LoadManifest,

    /// <summary>The source image is found, or built.</summary>
    SourceImage,

    /// <summary>The source image is unpacked.</summary>
    Unpack,

    /// <summary><c>files</c> and <c>files.append</c> are copied.</summary>
    Files,

    /// <summary><c>pre-install-scripts</c> run.</summary>
    PreInstallScripts,

    /// <summary>The lists of available packages are fetched.</summary>
    UpdatePackageLists,

    /// <summary>Packages are upgraded and installed.</summary>
    Packages,

    /// <summary><c>post-install-files</c> and <c>post-install-files.append</c> are copied.</summary>
    PostInstallFiles,

    /// <summary><c>scripts</c> run.</summary>
    Scripts,

    /// <summary>The remains of package tools are removed.</summary>
    Clean,

    /// <summary><c>post-scripts-files</c> are copied.</summary>
    PostScriptsFiles,

    /// <summary><c>post-cleanup-scripts</c> run.</summary>
    PostCleanupScripts,

    /// <summary>The installed packages are listed.</summary>
    ListPackages,

    /// <summary>Identities, temporary files and everything that the filter selects are removed from the tree.</summary>
    Finish,

    /// <summary>The tree is scanned and hashed; new objects go to the image store.</summary>
    Scan,

    /// <summary>The tests of the image run.</summary>
    Tests,

    /// <summary>The image is published.</summary>
    Publish,

    /// <summary>The image is published, and the workspace of its build is removed.</summary>
    RemoveWorkspace,

    /// <summary>The tree becomes the image of a disk, instead of being packed and published.</summary>
    DiskImage,
}
