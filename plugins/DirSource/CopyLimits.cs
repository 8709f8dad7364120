using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.DirSource;

/// <summary>How much a manifest may hold. Also the names of the plugin's settings.</summary>
internal sealed record CopyLimits
{
    /// <summary>The sum of the lengths of all files, in bytes. The default is 4 GiB.</summary>
    public long MaximumBytes { get; init; } = 4L << 30;

    /// <summary>How many files, links and directories there may be.</summary>
    public long MaximumEntries { get; init; } = 1_000_000;

    /// <summary>How deep directories may be.</summary>
    public long MaximumDepth { get; init; } = 256;

    /// <summary>Reads the limits from the plugin's settings; those that are not given keep their defaults.</summary>
    /// <param name="configuration">The settings.</param>
    /// <returns>The limits.</returns>
    /// <exception cref="ImaginatorException">A setting is not a number above 0.</exception>
    public static CopyLimits From(IConfiguration configuration)
    {
        var defaults = new CopyLimits();
        return new CopyLimits
        {
            MaximumBytes = Read(configuration, nameof(MaximumBytes), defaults.MaximumBytes),
            MaximumEntries = Read(configuration, nameof(MaximumEntries), defaults.MaximumEntries),
            MaximumDepth = Read(configuration, nameof(MaximumDepth), defaults.MaximumDepth),
        };
    }

    private static long Read(IConfiguration configuration, string name, long otherwise)
    {
        if (configuration[name] is not { } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new ImaginatorException($"Plugin DirSource: the setting {name} is \"{text}\"; it must be a number above 0.");
    }
}
