using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.DirSource;

/// <summary>Limits on the size of a manifest. The property names are the names of the plugin's settings.</summary>
internal sealed record CopyLimits
{
    /// <summary>The maximum total length of all files in bytes. The default is 4 GiB.</summary>
    public long MaximumBytes { get; init; } = 4L << 30;

    /// <summary>The maximum number of files, links and directories.</summary>
    public long MaximumEntries { get; init; } = 1_000_000;

    /// <summary>The maximum depth of nested directories.</summary>
    public long MaximumDepth { get; init; } = 256;

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

    private static long Read(IConfiguration configuration, string name, long fallback)
    {
        if (configuration[name] is not { } text)
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new ImaginatorException($"plugin DirSource: invalid value \"{text}\" of setting {name}: must be a whole number, at least 1");
    }
}
