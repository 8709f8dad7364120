using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.LocalStore;

/// <summary>The plugin's settings.</summary>
internal sealed record LocalStoreOptions
{
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
            ? ParseDuration(text)
                ?? throw new ImaginatorException(
                    $"plugin LocalStore: {name} is \"{text}\": it must be a number of seconds, minutes or hours such as 90s, 30m or 1h")
            : fallback;

    private static TimeSpan? ParseDuration(string text)
    {
        const double LongestSeconds = 366 * 86_400.0;
        double? unit = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => null,
        };
        return unit is { } seconds
            && double.TryParse(text.AsSpan()[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * seconds is > 0 and <= LongestSeconds
                ? TimeSpan.FromSeconds(count * seconds)
                : null;
    }
}
