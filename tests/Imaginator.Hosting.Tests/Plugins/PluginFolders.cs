using System.Collections.Immutable;
using System.Reflection;
using Imaginator.Hosting.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Hosting.Tests.Plugins;

/// <summary>A plugin directory made of the plugins in tests/Plugins.</summary>
public sealed class PluginFolders : IDisposable
{
    private static readonly string Built = Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TestPlugins").Value!;

    private readonly TemporaryDirectory _directory = new();

    public string FullName => _directory.FullName;

    public string PathOf(params ReadOnlySpan<string> names) => _directory.PathOf(names);

    public string Write(string name, string contents) => _directory.Write(name, contents);

    /// <summary>Copies a plugin, its assembly renamed where the folder gets another name.</summary>
    public PluginFolders Add(string plugin, string? name = null, string? below = null)
    {
        var folder = Directory.CreateDirectory(PathOf(below ?? "", name ?? plugin)).FullName;
        foreach (var file in Directory.EnumerateFiles(Built.Replace("NAME", plugin, StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file).Replace(plugin, name ?? plugin, StringComparison.Ordinal)));
        }

        return this;
    }

    public PluginSet Load(PluginSettings? settings = null, params ImmutableArray<string> standard) => PluginSetLoader.Load(
        new PluginSearchPath(standard, [FullName]), settings ?? PluginSettings.None, NullLoggerFactory.Instance,
        TimeProvider.System);

    /// <summary>Loads and expects one plugin to fail while the good one next to it is loaded.</summary>
    public string ReasonOfFailure(string plugin, PluginSettings? settings = null)
    {
        Add("GoodPlugin");
        var plugins = Load(settings);
        Assert.Equal("GoodPlugin", Assert.Single(plugins.Loaded).Name);
        Assert.Contains("good", plugins.PackagerTypes.Keys);
        var failed = Assert.Single(plugins.Failed);
        Assert.Equal(plugin, failed.Name);
        Assert.Equal(PathOf(plugin), failed.Folder);
        Assert.DoesNotContain('\n', failed.Reason);
        return failed.Reason;
    }

    public void Dispose() => _directory.Dispose();
}
