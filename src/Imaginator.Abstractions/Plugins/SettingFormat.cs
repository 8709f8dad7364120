using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Imaginator.Quantities;

namespace Imaginator.Plugins;

/// <summary>How the text of a setting becomes a value. The rules are those of flags and of the main configuration.</summary>
/// <param name="Parse">Returns null for an invalid text.</param>
/// <param name="Fault">The fault of an invalid text, as a clause after the text.</param>
internal sealed record SettingFormat(Func<string, IComparable?> Parse, string Fault)
{
    private static readonly SettingFormat Text = new(text => text, "");

    private static readonly SettingFormat Boolean = new(
        text => text switch
        {
            "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
            "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
            _ => null,
        },
        "is neither true nor false") { Type = SettingType.Boolean };

    private static readonly SettingFormat Number = new(
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && text[0] != '+' ? number : null,
        $"is not a whole number of at most {long.MaxValue}") { Type = SettingType.Number };

    private static readonly SettingFormat SmallNumber = Number with
    {
        Minimum = int.MinValue.ToString(CultureInfo.InvariantCulture),
        Maximum = int.MaxValue.ToString(CultureInfo.InvariantCulture),
        Convert = number => (int)(long)number,
    };

    private static readonly SettingFormat Size = new(
        text => ByteSize.TryParse(text, out var bytes) ? bytes : null, "is not a size such as 100MiB, 1GiB or a number of bytes")
    { Type = SettingType.Size };

    private static readonly SettingFormat Duration = new(
        text => GoDuration.TryParse(text, out var duration) ? duration : null, "is not a duration such as 90s or 1h30m")
    { Type = SettingType.Duration, Minimum = "0" };

    /// <summary>The type of the value.</summary>
    public SettingType Type { get; init; } = SettingType.Text;

    /// <summary>The words of a choice.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>The lowest value of the type; null for none.</summary>
    public string? Minimum { get; init; }

    /// <summary>The highest value of the type; null for none.</summary>
    public string? Maximum { get; init; }

    /// <summary>Makes the value of the property from a parsed value within the limits.</summary>
    public Func<IComparable, object> Convert { get; init; } = value => value;

    /// <summary>The format of a property; null if no setting can have the type of the property.</summary>
    public static SettingFormat? Of(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.IsDefined(typeof(SizeSettingAttribute)) ? type == typeof(long) ? Size : null
            : type == typeof(string) ? Text
            : type == typeof(bool) ? Boolean
            : type == typeof(int) ? SmallNumber
            : type == typeof(long) ? Number
            : type == typeof(TimeSpan) ? Duration
            : type.IsEnum ? OfEnum(type)
            : null;
    }

    private static SettingFormat OfEnum(Type type)
    {
        var names = Enum.GetNames(type);
        ImmutableArray<string> words = [.. names.Select(SettingsBinder.ToSettingName)];
        return new SettingFormat(
            text => names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found
                ? (IComparable)Enum.Parse(type, found)
                : null,
            $"is not one of {string.Join(", ", words)}") { Type = SettingType.Choice, Words = words };
    }
}
