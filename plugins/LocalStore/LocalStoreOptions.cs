using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.LocalStore;

/// <summary>The plugin's settings.</summary>
internal sealed record LocalStoreOptions
{
    /// <summary>How much time passes at least between two collections of garbage that nobody asked for; more than 0.</summary>
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ImaginatorException">A setting makes no sense.</exception>
    public static LocalStoreOptions Read(IConfiguration configuration)
    {
        const string Name = "collectionInterval";
        var text = configuration[Name];
        return string.IsNullOrEmpty(text)
            ? new LocalStoreOptions()
            : new LocalStoreOptions
            {
                CollectionInterval = ParseDuration(text)
                    ?? throw new ImaginatorException(
                        $"plugin LocalStore: {Name} is \"{text}\": it must be a number of seconds, minutes or hours such as 90s, 30m or 1h"),
            };
    }

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
