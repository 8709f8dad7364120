namespace Imaginator.Plugins;

/// <summary>The fault of a setting.</summary>
/// <param name="Setting">The name of the setting, as in the configuration; empty if the fault concerns several settings.</param>
/// <param name="Message">The invalid value, the reason and the remedy, for people: <c>"soon" is not a duration such as 90s or 1h30m</c>.</param>
public sealed record SettingFault(string Setting, string Message)
{
    /// <summary>Writes the name of the setting and the message.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Setting.Length == 0 ? Message : $"setting {Setting}: {Message}";
}
