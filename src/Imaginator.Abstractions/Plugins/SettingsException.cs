using System.Collections.Immutable;

namespace Imaginator.Plugins;

/// <summary>Settings of a plugin are invalid. Imaginator adds the name of the plugin, and the file and line of each setting.</summary>
public sealed class SettingsException : ImaginatorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="faults">The faults, at least one.</param>
    public SettingsException(ImmutableArray<SettingFault> faults) : base(string.Join("; ", faults)) => Faults = faults;

    /// <summary>The faults.</summary>
    public ImmutableArray<SettingFault> Faults { get; }
}
