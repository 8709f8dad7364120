using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of every program: where images are stored, and which plugins are loaded.</summary>
public static class SharedFlags
{
    private const string Store = "Image server";
    private const string Plugins = "Plugins";

    /// <summary>The directory of all state.</summary>
    public static Flag<string> StateDirectory { get; } = new(
        "stateDir", FlagTypes.Text, "/var/lib/imaginator",
        "Directory of all state; created with mode 0755 where missing.") { Group = Store };

    /// <summary>The URL of the image server; see <see cref="ImageServerUrl"/>.</summary>
    public static Flag<string> ImageStore { get; } = new(
        "imageStore", FlagTypes.Text, "",
        "URL or directory of the image server; by default the server named with -imageServerHostname, or else the "
        + "embedded one, local://STATEDIR/store.") { Group = Store };

    /// <summary>The host of the image server.</summary>
    public static Flag<string> ImageServerHostname { get; } = new(
        "imageServerHostname", FlagTypes.Text, "localhost",
        "Host of the image server; used when it is given and -imageStore is not.") { Group = Store };

    /// <summary>The port of the image server.</summary>
    public static Flag<int> ImageServerPortNumber { get; } = new(
        "imageServerPortNum", FlagTypes.Number(1, 65535), 6971, "Port of the image server.") { Group = Store };

    /// <summary>How much disk unpacked source images may take.</summary>
    public static Flag<long> TreeCacheSize { get; } = new(
        "treeCacheSize", FlagTypes.Size, 10L << 30,
        "Size of the unpacked source images that are kept in STATEDIR/source-trees for the next builds; the ones that were "
        + "not used for longest go.") { Group = Store };

    /// <summary>More directories to look for plugins in.</summary>
    public static Flag<ImmutableArray<string>> PluginDirectories { get; } = new(
        "pluginDir", FlagTypes.List, [],
        "Directories to look for plugins in, besides plugins next to the program and /usr/lib/imaginator/plugins.")
    { Group = Plugins };

    /// <summary>Whether to list the plugins instead of working.</summary>
    public static Flag<bool> ListPlugins { get; } = new(
        "listPlugins", FlagTypes.Boolean, false,
        "List the plugins with what they provide, and those that could not be loaded with the reason, and exit.")
    { Group = Plugins };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } =
        [StateDirectory, ImageStore, ImageServerHostname, ImageServerPortNumber, TreeCacheSize, PluginDirectories, ListPlugins];

    /// <summary>The URL of the image server that the flags name.</summary>
    /// <param name="values">The flags.</param>
    /// <returns>
    /// What <c>-imageStore</c> says; or <c>imageserver://HOST:PORT</c> if <c>-imageServerHostname</c> was given; or
    /// <c>local://</c> with <c>store</c> below <c>-stateDir</c>.
    /// </returns>
    public static string ImageServerUrl(FlagValues values)
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
