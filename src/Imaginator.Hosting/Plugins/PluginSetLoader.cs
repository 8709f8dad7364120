using System.Collections.Immutable;
using Imaginator.Hosting.Fetching;
using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Hosting.Permissions;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins;

/// <summary>Loads the plugins of a program.</summary>
internal static class PluginSetLoader
{
    /// <summary>Loads all plugins. Plugins that fail to load are listed in the set. The caller disposes the set.</summary>
    /// <param name="fetchers">The processes in which manifest sources fetch, disposed with the set; null for this process.</param>
    public static PluginSet Load(
        PluginSearchPath searchPath,
        PluginSettings settings,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider,
        FetcherPool? fetchers = null)
    {
        ArgumentNullException.ThrowIfNull(searchPath);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var activator = new PluginActivator(settings, loggerFactory, timeProvider);
        var activated = new List<ActivatedPlugin>();
        var failed = new List<FailedPlugin>();
        foreach (var folder in FindFolders(searchPath, failed))
        {
            try
            {
                RefuseForeignFiles(folder);
                var plugin = activator.Activate(folder);
                activated.Add(fetchers is null ? plugin : Contain(plugin, folder, settings, fetchers, loggerFactory));
            }
            catch (PluginLoadException e)
            {
                failed.Add(new FailedPlugin(Path.GetFileName(folder), folder, e.Message));
            }
        }

        return Assemble(activated, failed, fetchers);
    }

    private static ActivatedPlugin Contain(
        ActivatedPlugin plugin, string folder, PluginSettings settings, FetcherPool fetchers, ILoggerFactory loggerFactory)
    {
        var setup = new FetcherSetup(folder, settings.AllOf(plugin.Plugin.Name));
        var logger = loggerFactory.CreateLogger<ContainedManifestSource>();
        return plugin with
        {
            ManifestSources =
            [
                .. plugin.ManifestSources.Select(pair => KeyValuePair.Create<string, IManifestSource>(
                    pair.Key, new ContainedManifestSource(pair.Key, pair.Value, fetchers, setup, logger))),
            ],
        };
    }

    /// <summary>Code that another user can change would run as root.</summary>
    private static void RefuseForeignFiles(string folder)
    {
        try
        {
            var fault = Directory.EnumerateFiles(folder, "*.dll").Prepend(folder)
                .Select(FileTrust.FindOtherWriter).FirstOrDefault(found => found is not null);
            if (fault is not null)
            {
                throw new PluginLoadException($"it is not safe: {fault}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginLoadException($"its folder cannot be read: {e.Clause()}", e);
        }
    }

    private static List<string> FindFolders(PluginSearchPath searchPath, List<FailedPlugin> failed)
    {
        var folders = new List<string>();
        // A directory can have two names: in an installed program, the plugins next to the program are those in /usr/lib.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var directory in searchPath.Standard.Where(Directory.Exists).Concat(searchPath.Additional))
        {
            var info = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
            try
            {
                if (seen.Add((info.ResolveLinkTarget(returnFinalTarget: true) ?? info).FullName))
                {
                    folders.AddRange(info.EnumerateDirectories()
                        .Where(folder => !folder.Name.StartsWith('.'))
                        .Select(folder => folder.FullName)
                        .Order(StringComparer.Ordinal));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed.Add(new FailedPlugin(info.Name, info.FullName, $"the plugin directory cannot be read: {e.Clause()}"));
            }
        }

        return folders;
    }

    private static PluginSet Assemble(List<ActivatedPlugin> activated, List<FailedPlugin> failed, FetcherPool? fetchers)
    {
        var claims = activated.SelectMany(
                candidate => candidate.Plugin.Provides.Select(part => (part, file: candidate.Plugin.File)))
            .ToLookup(claim => claim.part, claim => claim.file, StringComparer.Ordinal);
        return new PluginSet
        {
            Loaded = [.. activated.Select(candidate => candidate.Plugin).OrderBy(plugin => plugin.Name, StringComparer.Ordinal)],
            Failed = [.. failed.OrderBy(plugin => plugin.Name, StringComparer.Ordinal)],
            Conflicts =
            [
                .. claims.Where(claim => claim.Count() > 1)
                    .SelectMany(claim => claim.Skip(1).Select(other => new PluginConflict(claim.Key, claim.First(), other)))
                    .OrderBy(conflict => conflict.Part, StringComparer.Ordinal),
            ],
            PackagerTypes = Undisputed(candidate => candidate.PackagerTypes, PluginPart.Packager),
            ManifestSources = Undisputed(candidate => candidate.ManifestSources, PluginPart.ManifestSource),
            Uploaders = Undisputed(candidate => candidate.Uploaders, PluginPart.Uploader),
            Owned = [.. fetchers is null ? [] : new IAsyncDisposable[] { fetchers }, .. activated.Select(candidate => candidate.Services)],
        };

        ImmutableSortedDictionary<string, T> Undisputed<T>(
            Func<ActivatedPlugin, ImmutableArray<KeyValuePair<string, T>>> parts, Func<string, string> partName) =>
            activated.SelectMany(candidate => parts(candidate))
                .Where(part => claims[partName(part.Key)].Count() == 1)
                .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
