using System.Collections.Immutable;
using Imaginator.Hosting.Fetching;
using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Hosting.Plugins.Checking;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins;

/// <summary>Loads the plugins of a program.</summary>
internal static class PluginSetLoader
{
    /// <summary>Loads all plugins. Plugins that fail to load are listed in the set. The caller disposes the set.</summary>
    /// <param name="fetchers">The processes in which manifest sources fetch, disposed with the set; null for this process.</param>
    /// <param name="guestLog">The log of plugins that do not come with the product; null for that of the program.</param>
    /// <param name="limits">The limits of calls into plugins; null for the usual ones.</param>
    public static PluginSet Load(
        PluginSearchPath searchPath,
        PluginSettings settings,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider,
        FetcherPool? fetchers = null,
        ILoggerFactory? guestLog = null,
        GuardLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(searchPath);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var activator = new PluginActivator(settings, loggerFactory, timeProvider) { GuestLog = guestLog };
        var bounds = limits ?? new GuardLimits();
        var activated = new List<ActivatedPlugin>();
        var found = PluginFolderSearch.In(searchPath, settings);
        LogSkipped(found, loggerFactory);
        var failed = new List<FailedPlugin>(found.Failed);
        foreach (var folder in found.Folders)
        {
            try
            {
                RefuseForeignFiles(folder);
                activated.Add(LoadDeadline.Run(
                    () =>
                    {
                        var assembly = PluginActivator.Load(folder);
                        if (DeferredPlugin.Find(folder, assembly, settings, Create, GuardOf, bounds.Loading) is { } deferred)
                        {
                            return deferred;
                        }

                        var plugin = Guard(Create(), GuardOf);
                        return fetchers is null ? plugin : Contain(plugin, folder, settings, fetchers, loggerFactory);

                        ActivatedPlugin Create() => activator.Activate(folder, assembly);
                    },
                    bounds.Loading));
            }
            catch (Exception e) when (e is PluginLoadException or PluginException)
            {
                failed.Add(Describe(folder, e));
            }
        }

        return Assemble(activated, failed, found.Skipped, fetchers);

        PluginGuard GuardOf(PluginIdentity plugin) =>
            new(plugin, bounds, plugin.IsOfProduct ? loggerFactory : guestLog ?? loggerFactory, timeProvider);
    }

    /// <summary>A plugin that could not be loaded.</summary>
    /// <param name="failure">A <see cref="PluginLoadException"/> or <see cref="PluginException"/>.</param>
    public static FailedPlugin Describe(string folder, Exception failure)
    {
        var name = Path.GetFileName(folder);
        return new FailedPlugin(name, folder, failure.Message)
        {
            Version = PluginAssembly.TryReadVersion(Path.Combine(folder, name + ".dll")),
            Faults = failure is PluginLoadException { Faults: var faults } ? faults : [],
        };
    }

    private static void LogSkipped(PluginFolderSearch found, ILoggerFactory loggerFactory)
    {
        var logger = loggerFactory.CreateLogger<PluginSet>();
        foreach (var plugin in found.Skipped)
        {
            PluginLog.Skipped(logger, plugin.Name, plugin.Folder, plugin.Reason);
        }
    }

    private static ActivatedPlugin Guard(ActivatedPlugin plugin, Func<PluginIdentity, PluginGuard> guardOf) =>
        plugin.GuardedBy(guardOf(new PluginIdentity(plugin.Plugin.Name, plugin.Plugin.Version, plugin.IsOfProduct)));

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
                    pair.Key, new ContainedManifestSource(pair.Key, pair.Value, fetchers, setup, logger, plugin.Guard))),
            ],
        };
    }

    private static void RefuseForeignFiles(string folder)
    {
        try
        {
            if (PluginFolderTrust.FindFault(folder) is { } fault)
            {
                throw new PluginLoadException($"it is not safe: {fault}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginLoadException($"its folder cannot be read: {e.Clause()}", e);
        }
    }

    private static PluginSet Assemble(
        List<ActivatedPlugin> activated, List<FailedPlugin> failed, ImmutableArray<SkippedPlugin> skipped, FetcherPool? fetchers)
    {
        ImmutableArray<PluginGuard> guards = [.. activated.Select(candidate => candidate.Guard).OfType<PluginGuard>()];
        foreach (var guard in guards)
        {
            PluginThreads.OfProcess.Add(guard);
        }

        var claims = activated.SelectMany(
                candidate => candidate.Plugin.Provides.Select(part => (part, file: candidate.Plugin.File)))
            .ToLookup(claim => claim.part, claim => claim.file, StringComparer.Ordinal);
        return new PluginSet
        {
            Loaded = [.. activated.Select(candidate => candidate.Plugin).OrderBy(plugin => plugin.Name, StringComparer.Ordinal)],
            Failed = [.. failed.OrderBy(plugin => plugin.Name, StringComparer.Ordinal)],
            Skipped = [.. skipped.OrderBy(plugin => plugin.Name, StringComparer.Ordinal)],
            Conflicts =
            [
                .. claims.Where(claim => claim.Count() > 1)
                    .SelectMany(claim => claim.Skip(1).Select(other => new PluginConflict(claim.Key, claim.First(), other)))
                    .OrderBy(conflict => conflict.Part, StringComparer.Ordinal),
            ],
            PackagerTypes = Undisputed(candidate => candidate.PackagerTypes, PluginPart.Packager),
            ManifestSources = Undisputed(candidate => candidate.ManifestSources, PluginPart.ManifestSource),
            Uploaders = Undisputed(candidate => candidate.Uploaders, PluginPart.Uploader),
            Notifiers = Undisputed(candidate => candidate.Notifiers, PluginPart.Notifier),
            Guards = guards,
            Owned = [.. fetchers is null ? [] : new IAsyncDisposable[] { fetchers }, .. activated.Select(candidate => candidate.Services)],
        };

        ImmutableSortedDictionary<string, T> Undisputed<T>(
            Func<ActivatedPlugin, ImmutableArray<KeyValuePair<string, T>>> parts, Func<string, string> partName) =>
            activated.SelectMany(candidate => parts(candidate))
                .Where(part => claims[partName(part.Key)].Count() == 1)
                .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
