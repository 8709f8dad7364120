using System.Collections.Immutable;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Permissions;
using Imaginator.Linux.Storage;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Configuration.Receivers;

/// <summary>
/// The settings of a receiver with their secrets: variables of the variables file are expanded, and <c>{"File": PATH}</c> stands for the
/// contents of a file. Not a record, whose text would contain the values.
/// </summary>
internal sealed class ResolvedSettings
{
    /// <summary>The end of the flattened name of a setting whose value is in a file.</summary>
    private const string FileSuffix = ":File";

    private const int MaximumFileBytes = 64 * 1024;

    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _fileSecrets = [];
    private readonly List<SettingFault> _missing = [];
    private readonly List<SettingFault> _readable = [];

    private ResolvedSettings()
    {
    }

    /// <summary>By flattened name.</summary>
    public IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>Variables that are not defined, and files that cannot be used.</summary>
    public ImmutableArray<SettingFault> Missing => [.. _missing];

    /// <summary>Files that other users can read.</summary>
    public ImmutableArray<SettingFault> ReadableFiles => [.. _readable];

    /// <summary>Masks the contents of files.</summary>
    public SecretMasker FileMasker { get; private set; } = SecretMasker.None;

    public static ResolvedSettings Of(ImmutableDictionary<string, string?> settings, SecretVariables secrets)
    {
        var resolved = new ResolvedSettings();
        foreach (var (key, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            var isFile = key.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase);
            var name = isFile ? key[..^FileSuffix.Length] : key;
            if (resolved.TryExpand(name, value ?? "", secrets) is { } expanded)
            {
                resolved._values[name] = value is null ? null : isFile ? resolved.ReadFile(name, expanded) : expanded;
            }
        }

        if (resolved._fileSecrets.Count > 0)
        {
            resolved.FileMasker = new SecretMasker(resolved._fileSecrets);
        }

        return resolved;
    }

    private string? TryExpand(string name, string value, SecretVariables secrets)
    {
        string? Find(string variable) => secrets.Values.GetValueOrDefault(variable);

        var undefined = VariableExpander.FindUndefined(value, Find).ToArray();
        _missing.AddRange(undefined.Select(variable => FaultOf(
            name, $"the variables file does not define the variable \"{variable}\"; write ${{$}} for a dollar sign")));
        return undefined.Length == 0 ? VariableExpander.Expand(value, Find) : null;
    }

    private string? ReadFile(string name, string path)
    {
        try
        {
            if (!Path.IsPathRooted(path))
            {
                throw new IOException("the path is not absolute");
            }

            if (FileTrust.FindOtherWriter(path) is { } fault)
            {
                throw new IOException(fault);
            }

            if (FileTrust.FindReader(path) is { } readers)
            {
                _readable.Add(FaultOf(name, $"the file \"{path}\" does not protect its secret: {readers}"));
            }

            // Editors end a file with a line break.
            var text = RegularFile.ReadAllText(path, MaximumFileBytes).TrimEnd('\r', '\n');
            _fileSecrets.Add(text);
            return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
        {
            _missing.Add(FaultOf(name, $"the file \"{path}\" cannot be used: {e.Clause()}"));
            return null;
        }
    }

    private static SettingFault FaultOf(string name, string message) => new(name.Split(ConfigurationPath.KeyDelimiter)[0], message);
}
