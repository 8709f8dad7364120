using System.Collections.Immutable;
using Imaginator.Building.Sandboxing.Users;
using Imaginator.Building.Workspaces;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of all programs: the image store, the state directory and the plugins.</summary>
public static class SharedFlags
{
    private const string Store = "Image store";
    private const string Plugins = "Plugins";

    /// <summary>The directory of all state.</summary>
    public static Flag<string> StateDirectory { get; } = new(
        "stateDir", FlagTypes.RequiredDirectory, "/var/lib/imaginator",
        "Directory of all state (STATEDIR below). Created with mode 0755 if it does not exist.") { Group = Store };

    /// <summary>The URL or directory of the image store; see <see cref="ImageStoreUrl"/>.</summary>
    public static Flag<string> ImageStore { get; } = new(
        "imageStore", FlagTypes.Url, "",
        "URL or directory of the image store. If it is not given, the programs use the Dominator image server that "
        + "-imageServerHostname names; if that is not given either, the embedded store local://STATEDIR/store.") { Group = Store };

    /// <summary>The host of the Dominator image server.</summary>
    public static Flag<string> ImageServerHostname { get; } = new(
        "imageServerHostname", FlagTypes.Host, "localhost",
        "Host of the Dominator image server. Applies only if it is given and -imageStore is not.") { Group = Store };

    /// <summary>The port of the Dominator image server.</summary>
    public static Flag<int> ImageServerPortNumber { get; } = new(
        "imageServerPortNum", FlagTypes.Number(1, 65535), 6971, "Port of the Dominator image server.") { Group = Store };

    /// <summary>In bytes.</summary>
    public static Flag<long> TreeCacheSize { get; } = new(
        "treeCacheSize", FlagTypes.Size, 10L << 30,
        "Maximum size of the unpacked source images that are kept in STATEDIR/source-trees for later builds. The least recently "
        + "used ones are deleted first.") { Group = Store };

    /// <summary>The means to limit the disk space of builds.</summary>
    public static Flag<BuildDiskMode> BuildDisk { get; } = new(
        "buildDisk",
        FlagTypes.OneOf(
            ("auto", BuildDiskMode.Auto),
            ("none", BuildDiskMode.None),
            ("quota", BuildDiskMode.Quota),
            ("filesystem", BuildDiskMode.FileSystem)),
        BuildDiskMode.Auto,
        "Means to limit the disk space of each build. quota: a project quota of the file system of STATEDIR; requires user namespaces. "
        + "filesystem: a file system for each build, in a sparse file; contents are copied into the image store instead of linked. "
        + "none: if the disk is nearly full, the largest build is stopped. auto: quota if STATEDIR enforces project quotas and builds have "
        + "user namespaces, otherwise filesystem if this machine can mount one, otherwise none, with a warning in the build log.")
    { Group = Store };

    /// <summary>In bytes.</summary>
    public static Flag<long> BuildDiskSize { get; } = new(
        "buildDiskSize", FlagTypes.Size, BuildDiskSettings.Default.Bytes,
        "Disk space of each build with -buildDisk=quota or filesystem, unless Limits in the configuration contain Disk.") { Group = Store };

    /// <summary>The memory of each process that fetches manifests, in bytes.</summary>
    public static Flag<long> FetchMemory { get; } = new(
        "fetchMemory", FlagTypes.Size, 1L << 30,
        "Maximum memory of each process that fetches a manifest. At least 256 MiB.") { Group = Plugins };

    /// <summary>Additional directories of plugins.</summary>
    public static Flag<ImmutableArray<string>> PluginDirectories { get; } = new(
        "pluginDir", FlagTypes.List, [],
        "Additional directories of plugins: each contains a folder NAME with the assembly NAME.dll for each plugin. Plugins are always "
        + "loaded from /usr/lib/imaginator/plugins, from plugins in the directory of the program, and from "
        + "/usr/local/lib/imaginator/plugins. A plugin overrides one of the same name in an earlier directory.")
    { Group = Plugins };

    /// <summary>Whether to list the plugins and exit.</summary>
    public static Flag<bool> ListPlugins { get; } = new(
        "listPlugins", FlagTypes.Boolean, false,
        "List the plugins, with the parts that each provides or the reason why it was not loaded, and exit.")
    { Group = Plugins };

    /// <summary>Whether commands of builds get a user namespace.</summary>
    public static Flag<UserNamespaceMode> UserNamespaces { get; } = new(
        "userNamespaces",
        FlagTypes.OneOf(
            ("auto", UserNamespaceMode.Auto), ("required", UserNamespaceMode.Required), ("off", UserNamespaceMode.Off)),
        UserNamespaceMode.Auto,
        "Whether the commands of a build are root only in a user namespace, without rights on this machine: if the kernel and the "
        + "file system of -stateDir support it (auto), always (required), or never (off).") { Group = Store };

    /// <summary>All flags of this group.</summary>
    public static ImmutableArray<Flag> All { get; } =
    [
        StateDirectory, ImageStore, ImageServerHostname, ImageServerPortNumber, TreeCacheSize, BuildDisk, BuildDiskSize, UserNamespaces,
        FetchMemory, PluginDirectories, ListPlugins,
    ];

    /// <summary>
    /// The URL of the image store: <c>-imageStore</c>; or <c>imageserver://HOST:PORT</c> if <c>-imageServerHostname</c> is given;
    /// or <c>local://</c> with <c>store</c> below <c>-stateDir</c>.
    /// </summary>
    public static string ImageStoreUrl(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Get(ImageStore) is { Length: > 0 } url)
        {
            return url;
        }

        return values.IsGiven(ImageServerHostname)
            ? $"imageserver://{values.Get(ImageServerHostname)}:{values.Get(ImageServerPortNumber)}"
            : "local://" + Path.Combine(Path.GetFullPath(values.Get(StateDirectory)), "store");
    }
}
