using System.Collections.Immutable;

namespace Imaginator.Plugins;

/// <summary>
/// Declares a setting of a plugin. The JSON Schema of the configuration contains it, so that editors complete and check the setting.
/// </summary>
public sealed class SettingDeclaration
{
    /// <summary>The name of the setting, as in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>The type of the value.</summary>
    public required SettingType Type { get; init; }

    /// <summary>The effect of the setting, as one or more sentences; empty if the plugin does not describe it.</summary>
    public string Description { get; init; } = "";

    /// <summary>The words of a <see cref="SettingType.Choice"/>.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Whether the setting must have a value.</summary>
    public bool IsRequired { get; init; }
}
