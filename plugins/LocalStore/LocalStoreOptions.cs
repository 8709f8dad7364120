using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.LocalStore;

/// <summary>The plugin's settings.</summary>
internal sealed record LocalStoreOptions
{
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(366);

    /// <summary>How much time passes at least between two collections of garbage that nobody asked for; more than 0.</summary>
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long objects stay that a client of the store has added or found, without an image that refers to them; more
    /// than 0.
    /// </summary>
    public TimeSpan ObjectProtection { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ImaginatorException">A setting makes no sense.</exception>
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
            ? GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero && duration <= LongestDuration
                ? duration
                : throw new ImaginatorException(
                    $"plugin LocalStore: invalid duration \"{text}\" for {name}: must be more than 0 and at most 8784h; give a duration such as 90s, 30m or 1h")
            : fallback;
}
