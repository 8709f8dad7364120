using System.Text.Json;
using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Tutorials;

/// <summary>A command of the tutorial that makes a plugin from a template: <c>dotnet new imaginator-KIND --name NAME --OPTION VALUE</c>.</summary>
/// <param name="Name">The name of the plugin.</param>
/// <param name="Directory">The directory of the template.</param>
/// <param name="Options">The other options of the command.</param>
internal sealed partial record PluginTemplate(string Name, string Directory, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The commands of a script.</summary>
    public static IEnumerable<PluginTemplate> In(string script)
    {
        foreach (Match command in NewCommand().Matches(script))
        {
            var options = Option().Matches(command.Groups["options"].Value)
                .ToDictionary(option => option.Groups["name"].Value, option => option.Groups["value"].Value);
            var name = options["name"];
            options.Remove("name");
            yield return new PluginTemplate(
                name, RepositoryFiles.ExistingPathOf("templates", "content", command.Groups["template"].Value), options);
        }
    }

    /// <summary>The options that the template does not have.</summary>
    public IEnumerable<string> FindUnknownOptions()
    {
        using var description = Describe();
        var symbols = description.RootElement.GetProperty("symbols");
        return [.. Options.Keys.Where(option =>
            !symbols.TryGetProperty(option, out var symbol) || symbol.GetProperty("type").GetString() != "parameter")];
    }

    /// <summary>The file that the template makes.</summary>
    /// <param name="path">Its path, relative to the directory of the plugin.</param>
    /// <returns>The contents; null if the template does not make the file.</returns>
    public string? TryRead(string path)
    {
        using var description = Describe();
        var sourceName = description.RootElement.GetProperty("symbols").GetProperty("pluginName").GetProperty("replaces").GetString()!;
        var file = Path.Combine(Directory, path.Replace(Name, sourceName, StringComparison.Ordinal));
        if (!File.Exists(file))
        {
            return null;
        }

        var text = File.ReadAllText(file).Replace(sourceName, Name, StringComparison.Ordinal);
        foreach (var symbol in description.RootElement.GetProperty("symbols").EnumerateObject())
        {
            // The other symbols derive from the name.
            var value = symbol.Value.TryGetProperty("defaultValue", out var usual) ? Options.GetValueOrDefault(symbol.Name, usual.GetString()!) : Name;
            text = text.Replace(symbol.Value.GetProperty("replaces").GetString()!, value, StringComparison.Ordinal);
        }

        return text;
    }

    private JsonDocument Describe() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Directory, ".template.config", "template.json")));

    [GeneratedRegex("^dotnet new (?<template>imaginator-[a-z]+)(?<options>( --[A-Za-z]+ [^ \n]+)*)$", RegexOptions.Multiline)]
    private static partial Regex NewCommand();

    [GeneratedRegex("--(?<name>[A-Za-z]+) (?<value>[^ ]+)")]
    private static partial Regex Option();
}
