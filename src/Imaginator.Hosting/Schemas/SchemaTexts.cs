using System.Collections.Frozen;

namespace Imaginator.Hosting.Schemas;

/// <summary>What editors show about fields. A field has the same meaning everywhere, or a text of its own for its parent.</summary>
internal static class SchemaTexts
{
    public const string OfSchemaName = "The JSON Schema of this file, for editors.";

    public const string OfEnabled = "Whether the plugin is loaded. The default is true.";

    private const char Separator = '.';

    /// <summary>By <c>FIELD</c> or <c>PARENT.FIELD</c>; the parent of a field at the top of a file is the name of the schema.</summary>
    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // The main configuration
        ["BootstrapStreams"] = "Streams whose images are made by a command that fills an empty root directory, by name. $ARCH is expanded.",
        ["ImageStreamsUrl"] = "The image streams configuration: a path, or a file:, http: or https: URL. Can contain variables.",
        ["ImageStreamsCheckInterval"] = "Seconds between fetches of image streams on a web server. 0 for a single fetch.",
        ["ImageStreamsToAutoRebuild"] = "Streams that are rebuilt on a schedule, in addition to all bootstrap streams.",
        ["PackagerTypes"] = "Packager types by name. {} uses the settings of the plugin; each field overrides one of them.",
        ["BindMounts"] = "Directories of this machine that are bound read-only at the same path in every build.",
        ["Cache"] = "Directories that builds of a stream keep for later builds of the same stream.",
        ["Cache.BaseDirectory"] = "The directory of this machine that contains the directory of each stream.",
        ["Cache.MountPoint"] = "The path at which a build sees the directory of its stream.",
        ["Cache.SizeLimit"] = "The size to which a directory is trimmed after each build, for example 10GiB. 0 for no limit.",
        ["MtimesCopyFilterLines"] =
            "Filter lines of paths whose modification times are not copied from the previous image of the stream.",
        ["RelationshipsQuickLinks"] = "Links on the page of the dependency graph.",
        ["RelationshipsQuickLinks.Name"] = "The text of the link.",
        ["RelationshipsQuickLinks.URL"] = "An http: or https: URL, or a path that starts with a slash.",
        ["Plugins"] = "Settings of plugins, by the name of the plugin.",

        // Roles
        ["StreamRoles"] = "Roles of users and groups, by stream or directory of streams. / stands for all streams.",
        ["StreamRoles.View"] = "The users and groups that see the streams, their builds, logs and images, if -memberReads=roles.",
        ["StreamRoles.Build"] = "The users and groups that can build the streams.",
        ["StreamRoles.Manage"] = "The users and groups that manage the streams: they cancel builds of other users, change images and make tokens.",
        ["View.Users"] = "Users with the role. * stands for all users.",
        ["View.Groups"] = "Groups whose members have the role.",
        ["Build.Users"] = "Users with the role. * stands for all users.",
        ["Build.Groups"] = "Groups whose members have the role.",
        ["Manage.Users"] = "Users with the role. * stands for all users.",
        ["Manage.Groups"] = "Groups whose members have the role.",

        // Notifications
        ["Notifications"] = "Receivers of notifications about builds, images and workers.",
        ["BaseUrl"] = "The address of the daemon's pages, for links in notifications.",
        ["ExpiringWithin"] = "The time before its expiration at which an image is reported, for example 24h.",
        ["Receivers"] = "Receivers by name.",
        ["Receivers.Type"] = "The type of the receiver, which a plugin provides.",
        ["Receivers.Events"] = "The events that the receiver gets. The default is build failures and recoveries.",
        ["Receivers.Streams"] = "Streams or directories of streams that the receiver gets events of. The default is all.",
        ["Receivers.Settings"] = "The settings of the receiver, which depend on its type.",

        // Bootstrap streams
        ["BootstrapCommand"] = "The command and its arguments. $dir is the root directory to fill.",
        ["PackagerType"] = "The packager type of the images.",
        ["FilterLines"] = "Filter lines of paths that are left out of the image.",
        ["ImageFilterUrl"] = "A file or URL with the image filter: one filter line per line.",
        ["ImageTagsUrl"] = "A file or URL with the tags of the images: a table of strings.",
        ["ImageTriggersUrl"] = "A file or URL with the triggers of the images.",
        ["Owners"] = "The owners of the images.",
        ["Groups"] = "Groups that own the image.",
        ["Users"] = "Users that own the image.",

        // Packager types
        ["CleanCommand"] = "The command that removes the remains of the package tool.",
        ["InstallCommand"] = "The command that installs the packages that are appended.",
        ["RemoveCommand"] = "The command that removes the packages that are appended.",
        ["UpdateCommand"] = "The command that updates the lists of packages.",
        ["UpgradeCommand"] = "The command that upgrades all packages.",
        ["PlanCommand"] =
            "The command that prints the result of an upgrade and an installation of the packages that are appended, without changes.",
        ["ListCommand"] = "The command that lists the installed packages.",
        ["ArgList"] = "The command and its arguments. It prints NAME VERSION or NAME VERSION SIZE for each package.",
        ["SizeMultiplier"] = "The unit of SIZE in bytes.",
        ["CleanPatterns"] = "Filter lines of paths that are deleted after packages are installed.",
        ["Verbatim"] = "Lines of shell that precede all others in the script of the packager.",
        ["SuccessExitCodes"] = "Exit codes besides 0 with which the commands succeed.",
        ["RepositoryIndexes"] = "Names of index files that the package cache keeps. * stands for any characters, ? for one.",
        ["RepositoryFiles"] = "Names of lists and packages that the package cache keeps. * stands for any characters, ? for one.",

        // All streams
        ["Limits"] = "Limits of builds.",
        ["Limits.Memory"] = "The memory of all processes of a build, for example 8GiB.",
        ["Limits.Processes"] = "The number of concurrent processes and threads of a build.",
        ["Limits.CpuPercent"] = "CPU time of a build in percent of one core.",
        ["Limits.TestTimeout"] = "The time for each test of the image, for example 30s.",
        ["Limits.Disk"] = "The disk space of a build, for example 32GiB.",
        ["Limits.ImageSize"] = "The sum of the lengths of all files of the image, for example 16GiB.",
        ["Limits.ImageFiles"] = "The number of files of all types in the image.",
        ["Network"] =
            "The network that builds reach: all other machines (open), the package cache and NetworkHosts (packages), the network of this machine "
            + "(host), or nothing (none).",
        ["NetworkHosts"] = "HTTPS servers that the network policy packages permits: HOST, *.DOMAIN or HOST:PORT.",
        ["Identities"] =
            "Identities such as SSH host keys in images are removed (remove), reported (warn) or kept (keep).",
        ["RequestVariables"] =
            "The variables that the stream accepts from requests, with a regular expression for each value, or with a type.",
        ["RequestVariables.Type"] = "The type of the value.",

        // Image streams
        ["Streams"] = "Image streams by name. $ARCH is expanded.",
        ["StreamPatterns"] = "Image streams whose names match a regular expression.",
        ["ManifestUrl"] = "The repository or directory of the manifest. Can contain variables.",
        ["ManifestDirectory"] = "The directory of the manifest in the repository. Can contain variables.",
        ["BuilderUsers"] = "Users that can build the stream.",
        ["BuilderGroups"] = "Groups whose members can build the stream.",
        ["Variables"] = "Variables for the manifest, its scripts and its tags.",

        // Manifests
        ["SourceImage"] = "The stream whose newest suitable image the build starts from. Can contain variables.",
        ["MtimesCopyAddFilterLines"] = "Filter lines in addition to MtimesCopyFilterLines of the site.",
        ["SourceImageBuildVariables"] = "Variables for the build of the source image, if it must be built.",
        ["SourceImageGitCommitId"] = "The commit that the source image must be built from.",
        ["SourceImageTagsToMatch"] = "The tags that the source image must have, with the permitted values of each.",
        ["MatchLines"] = "Regular expressions of the paths whose change pulls the trigger.",
        ["Service"] = "The service that is restarted.",
        ["SortName"] = "The position of the service among others; by default, its name.",
        ["DoReboot"] = "Whether the machine is rebooted instead.",
        ["DoReload"] = "Whether the service is reloaded instead of restarted.",
        ["HighImpact"] = "Whether the trigger disturbs users of the machine.",
        ["Filename"] = "The absolute path of the file.",
        ["Source"] = "The file generator that provides the contents, for example localhost:6977.",

        // The list of workers
        ["Workers"] = "The machines that build.",
        ["BuildHereWithoutWorkers"] = "Whether this machine builds if no worker is available. The default is true.",
        ["Address"] = "HOST or HOST:PORT. The default port is 6975.",
        ["Workers.Name"] = "The name of the worker in logs and on pages. By default, the host.",
        ["MaximumBuilds"] = "The number of builds that the worker runs concurrently. The default is 1.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All keys.</summary>
    public static IEnumerable<string> Keys => Texts.Keys;

    /// <summary>The description of a field; null if there is none.</summary>
    public static string? Find(string parent, string name) => KeyOf(parent, name) is { } key ? Texts[key] : null;

    /// <summary>The key of the description of a field; null if there is none.</summary>
    public static string? KeyOf(string parent, string name) =>
        new[] { parent + Separator + name, name }.FirstOrDefault(Texts.ContainsKey);
}
