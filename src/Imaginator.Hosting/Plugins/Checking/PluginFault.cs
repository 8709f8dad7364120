using Imaginator.Building.Documents;

namespace Imaginator.Hosting.Plugins.Checking;

/// <summary>One of the reasons why a plugin cannot be loaded.</summary>
/// <param name="Message">The fault with its cure; for a setting, without the name of the setting.</param>
/// <param name="Setting">The name of the faulty setting, as the plugin spells it; empty if the fault is not that of a setting.</param>
public sealed record PluginFault(string Message, string Setting = "")
{
    /// <summary>The position of the setting in the main configuration when the plugin was loaded; null if the configuration does not contain it.</summary>
    public ConfigurationLocation? Location { get; init; }

    /// <summary>The fault without its location.</summary>
    public string Text => Setting.Length == 0 ? Message : $"setting {Setting}: {Message}";

    /// <summary>Writes the fault; that of a setting with file and line: <c>setting NAME (FILE:LINE): MESSAGE</c>.</summary>
    public override string ToString() => Location is { } location
        ? $"setting {Setting} ({new ConfigurationLocation(location.Source, location.Line)}): {Message}"
        : Text;
}
