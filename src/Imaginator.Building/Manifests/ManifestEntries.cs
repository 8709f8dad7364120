namespace Imaginator.Building.Manifests;

/// <summary>The names of what a manifest directory can hold.</summary>
internal static class ManifestEntries
{
    public const string Manifest = "manifest";
    public const string Files = "files";
    public const string FilesAppend = "files.append";
    public const string PreInstallScripts = "pre-install-scripts";
    public const string PackageList = "package-list";
    public const string PostInstallFiles = "post-install-files";
    public const string PostInstallFilesAppend = "post-install-files.append";
    public const string Scripts = "scripts";
    public const string PostScriptsFiles = "post-scripts-files";
    public const string PostCleanupScripts = "post-cleanup-scripts";
    public const string ComputedFiles = "computed-files";
    public const string ComputedFilesAdd = "computed-files.add";
    public const string Filter = "filter";
    public const string FilterAdd = "filter.add";
    public const string Triggers = "triggers";
    public const string TriggersAdd = "triggers.add";
    public const string Owners = "owners.json";
    public const string Tags = "tags.json";
    public const string Tests = "tests";

    /// <summary>What follows the name of a list of computed files that is JSON.</summary>
    public const string JsonSuffix = ".json";

    /// <summary>All names, for finding misspelt ones.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Manifest, Files, FilesAppend, PreInstallScripts, PackageList, PostInstallFiles, PostInstallFilesAppend, Scripts,
        PostScriptsFiles, PostCleanupScripts, ComputedFiles, ComputedFiles + JsonSuffix, ComputedFilesAdd,
        ComputedFilesAdd + JsonSuffix, Filter, FilterAdd, Triggers, TriggersAdd, Owners, Tags, Tests,
    ];
}
