using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Imaginator.Hosting.Plugins;

/// <summary>
/// The settings of a plugin, which record the names that the plugin reads: only the plugin knows its settings. Not thread-safe until the
/// plugin is loaded.
/// </summary>
internal sealed class ObservedSettings(IConfiguration settings) : IConfiguration
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.OrdinalIgnoreCase);
    private bool _isEnumerated;
    private bool _isClosed;

    public string? this[string key]
    {
        get
        {
            Record(key, isValue: !key.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal));
            return settings[key];
        }

        set => settings[key] = value;
    }

    public IConfigurationSection GetSection(string key)
    {
        Record(key, isValue: false);
        return settings.GetSection(key);
    }

    public IEnumerable<IConfigurationSection> GetChildren()
    {
        _isEnumerated = true;
        return settings.GetChildren();
    }

    public IChangeToken GetReloadToken() => settings.GetReloadToken();

    /// <summary>
    /// Ends the recording. Returns the names that the plugin read or reads later, with true for those that it read as single values only;
    /// null if it listed all settings.
    /// </summary>
    /// <param name="later">The names of settings that the plugin reads later.</param>
    public ImmutableDictionary<string, bool>? Close(IEnumerable<string> later)
    {
        foreach (var key in later)
        {
            Record(key, isValue: false);
        }

        _isClosed = true;
        return _isEnumerated ? null : _known.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);
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
