namespace Imaginator.Plugins;

/// <summary>
/// Limits the value of a setting: <c>[SettingRange("1ms", "24h")]</c>. The limits are written as in the configuration: durations and sizes with
/// units.
/// </summary>
/// <seealso cref="PluginConfigurationExtensions"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingRangeAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="minimum">The lowest value.</param>
    /// <param name="maximum">The highest value; null for none.</param>
    public SettingRangeAttribute(string minimum, string? maximum = null)
    {
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The lowest value.</summary>
    public string Minimum { get; }

    /// <summary>The highest value; null for none.</summary>
    public string? Maximum { get; }

    /// <summary>Whether the value must be greater than the minimum. By default, it can be equal.</summary>
    public bool MinimumIsExclusive { get; set; }
}
