using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.LocalStore;

/// <summary>The plugin's settings.</summary>
internal sealed record LocalStoreOptions
{
    private static readonly TimeSpan MaximumDuration = TimeSpan.FromDays(366);

    /// <summary>The minimum interval between two automatic garbage collections; greater than 0.</summary>
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The minimum time for which the store keeps objects that a caller has added or found but no image refers to; greater
    /// than 0.
    /// </summary>
    public TimeSpan ObjectProtection { get; init; } = TimeSpan.FromMinutes(30);

    public static LocalStoreOptions Read(IConfiguration configuration)
    {
        var defaults = new LocalStoreOptions();
        return new LocalStoreOptions
        {
            CollectionInterval = ReadDuration(configuration, "collectionInterval", defaults.CollectionInterval),
            ObjectProtection = ReadDuration(configuration, "objectProtection", defaults.ObjectProtection),
        };
    }

    private static TimeSpan ReadDuration(IConfiguration configuration, string name, TimeSpan fallback) =>
        configuration[name] is { Length: > 0 } text
            ? GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero && duration <= MaximumDuration
                ? duration
                : throw new ImaginatorException(
                    $"plugin LocalStore: invalid duration \"{text}\" of setting {name}: must be greater than 0 and at most 366 days; give a duration such as 90s, 30m or 1h")
            : fallback;
}
