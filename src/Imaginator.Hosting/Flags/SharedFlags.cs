using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of all programs: the image store, the state directory and the plugins.</summary>
public static class SharedFlags
{
    private const string Store = "Image store";
    private const string Plugins = "Plugins";

    /// <summary>The directory of all state.</summary>
    public static Flag<string> StateDirectory { get; } = new(
        "stateDir", FlagTypes.Directory, "/var/lib/imaginator",
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

    /// <summary>Additional directories of plugins.</summary>
    public static Flag<ImmutableArray<string>> PluginDirectories { get; } = new(
        "pluginDir", FlagTypes.List, [],
        "Additional directories of plugins. Plugins are always loaded from /usr/lib/imaginator/plugins and from plugins in the "
        + "directory of the program.")
    { Group = Plugins };

    /// <summary>Whether to list the plugins and exit.</summary>
    public static Flag<bool> ListPlugins { get; } = new(
        "listPlugins", FlagTypes.Boolean, false,
        "List the plugins, with the parts that each provides or the reason why it was not loaded, and exit.")
    { Group = Plugins };

    /// <summary>All flags of this group.</summary>
    public static ImmutableArray<Flag> All { get; } =
        [StateDirectory, ImageStore, ImageServerHostname, ImageServerPortNumber, TreeCacheSize, PluginDirectories, ListPlugins];

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
