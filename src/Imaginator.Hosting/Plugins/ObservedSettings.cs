using System.Collections.Immutable;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Imaginator.Hosting.Plugins;

/// <summary>
/// The settings of a plugin, which record the names that the plugin declares and reads: only the plugin knows its settings. Not thread-safe
/// until the plugin is loaded.
/// </summary>
internal sealed class ObservedSettings(IConfiguration configuration) : IPluginConfiguration
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.OrdinalIgnoreCase);
    private bool _isEnumerated;
    private bool _isClosed;

    /// <summary>Whether the plugin has declared its settings. Otherwise, it can read more of them later.</summary>
    public bool IsDeclared { get; private set; }

    /// <summary>The settings that the plugin has declared with their types, in the order of the declaration.</summary>
    public ImmutableArray<SettingDeclaration> Declarations { get; private set; } = [];

    public string? this[string key]
    {
        get
        {
            Record(key, isValue: !key.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal));
            return configuration[key];
        }

        set => configuration[key] = value;
    }

    public void Declare(IReadOnlyCollection<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        IsDeclared = true;
        foreach (var setting in settings)
        {
            Record(setting, isValue: true);
        }
    }

    public void DeclareTyped(IReadOnlyCollection<SettingDeclaration> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Declarations = [.. settings];
        Declare([.. settings.Select(setting => setting.Name)]);
    }

    public IConfigurationSection GetSection(string key)
    {
        Record(key, isValue: false);
        return configuration.GetSection(key);
    }

    public IEnumerable<IConfigurationSection> GetChildren()
    {
        _isEnumerated = true;
        return configuration.GetChildren();
    }

    public IChangeToken GetReloadToken() => configuration.GetReloadToken();

    /// <summary>
    /// Ends the recording. Returns the names that the plugin declared, read or reads later, with true for those that it read as single
    /// values only; null if it listed all settings without a declaration.
    /// </summary>
    /// <param name="later">The names of settings that the plugin reads later.</param>
    public ImmutableDictionary<string, bool>? Close(IEnumerable<string> later)
    {
        foreach (var key in later)
        {
            Record(key, isValue: false);
        }

        _isClosed = true;
        return _isEnumerated && !IsDeclared ? null : _known.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private void Record(string key, bool isValue)
    {
        if (!_isClosed)
        {
            var name = key.Split(ConfigurationPath.KeyDelimiter)[0];
            _known[name] = isValue && _known.GetValueOrDefault(name, true);
        }
    }
}
