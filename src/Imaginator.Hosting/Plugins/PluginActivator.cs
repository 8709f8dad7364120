using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Imaginator.Building.Packaging;
using Imaginator.Hosting.Plugins.Checking;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Hosting.Plugins.Sharing;
using Imaginator.ImageStores;
using Imaginator.Linux.Storage;
using Imaginator.Manifests;
using Imaginator.Notifications;
using Imaginator.Packagers;
using Imaginator.Plugins;
using McMaster.NETCore.Plugins.Loader;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins;

/// <summary>Loads a plugin, registers its services and creates its parts.</summary>
internal sealed class PluginActivator(PluginSettings settings, ILoggerFactory loggerFactory, TimeProvider timeProvider)
{
    /// <summary>The log of plugins that do not come with the product; null for that of the program.</summary>
    public ILoggerFactory? GuestLog { get; init; }

    /// <summary>
    /// Loads the assembly of the plugin in a folder. No code of the plugin runs, and the assemblies that it refers to are not loaded.
    /// </summary>
    public static Assembly Load(string folder)
    {
        var file = FileOf(folder);
        return During($"{Path.GetFileName(file)} cannot be loaded", () => LoadAssembly(folder, file));
    }

    /// <summary>Loads and creates the plugin in a folder. The caller disposes its services.</summary>
    public ActivatedPlugin Activate(string folder) => Activate(folder, Load(folder));

    /// <summary>Creates the plugin in a folder. The caller disposes its services.</summary>
    /// <param name="assembly">Its assembly, from <see cref="Load(string)"/>.</param>
    public ActivatedPlugin Activate(string folder, Assembly assembly)
    {
        var name = Path.GetFileName(folder);
        try
        {
            return Create(name, FileOf(folder), assembly);
        }
        catch (PluginLoadException e) when (e.InnerException is SettingsException { Faults.IsDefaultOrEmpty: false } invalid)
        {
            throw new PluginLoadException(step: null, [.. invalid.Faults.Select(fault => settings.Locate(name, fault))], invalid);
        }
    }

    private const BindingFlags Construct =
        BindingFlags.CreateInstance | BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions;

    private static string FileOf(string folder) => Path.Combine(folder, Path.GetFileName(folder) + ".dll");

    private ActivatedPlugin Create(string name, string file, Assembly assembly)
    {
        var type = During("its types cannot be loaded", () => FindPluginType(assembly));
        var plugin = During(
            $"the constructor of {type.Name} failed",
            () => (IPlugin)type.InvokeMember("", Construct, binder: null, target: null, args: null, culture: null)!);
        var observed = new ObservedSettings(settings.Of(name));
        var services = During($"{type.Name}.Register failed", () => Register(observed, plugin));
        try
        {
            var activated = During("its parts cannot be created", () => CreateParts(name, file, plugin, services));
            var known = During($"{type.Name}.LaterSettings failed", () => observed.Close(plugin.LaterSettings));
            return activated with
            {
                Plugin = activated.Plugin with
                {
                    KnownSettings = known,
                    DeclaresSettings = observed.IsDeclared,
                    SettingDeclarations = observed.Declarations,
                },
            };
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    // The only place that catches the exceptions of a plugin's code while it is loaded.
    private static T During<T>(string failure, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (PluginLoadException e) when (!e.Faults.IsEmpty)
        {
            throw new PluginLoadException(failure, e.Faults, e);
        }
        catch (Exception e)
        {
            throw new PluginLoadException($"{failure}: {PluginFailure.Describe(e)}", e);
        }
    }

    private static Assembly LoadAssembly(string folder, string file)
    {
        if (!File.Exists(file))
        {
            var others = Directory.EnumerateFiles(folder, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal);
            var found = string.Join(", ", others.Take(3));
            throw new PluginLoadException(
                "the file does not exist; the assembly of a plugin must have the name of its folder"
                + (found.Length == 0 ? "" : $" (found {found})"));
        }

        // A FIFO would wait for its writer.
        RegularFile.OpenRead(file).Dispose();

        // Not PluginLoader, which searches runtimeconfig.json files for directories of assemblies: there are none, and the search
        // costs 3 MB of memory. Assemblies are loaded on first use, so that an unused plugin costs little.
        var context = new AssemblyLoadContextBuilder().SetMainAssemblyPath(file).IsLazyLoaded(true);
        foreach (var name in SharedAssemblies.Of(folder))
        {
            context.PreferDefaultLoadContextAssembly(name);
        }

        var assembly = LoadFrom(context.Build(), file);

        // An assembly for another version of the contract may well load, and fail in the middle of a build.
        PluginAssembly.CheckContract(assembly.GetReferencedAssemblies());

        // Missing assemblies are reported now, not during a build.
        PluginReferences.Check(assembly, folder);
        return assembly;
    }

    private static Assembly LoadFrom(AssemblyLoadContext context, string file)
    {
        try
        {
            return context.LoadFromAssemblyPath(file);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            // Its reader costs 2 MB of memory, which plugins that can be loaded do not need.
            PluginAssembly.Check(file);
            throw;
        }
    }

    private static Type FindPluginType(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false })
            .Where(type => type.IsAssignableTo(typeof(IPlugin)))
            .ToArray() switch
        {
            [var type] when type.GetConstructor(Type.EmptyTypes) is not null => type,
            [var type] => throw new PluginLoadException($"{type.FullName} has no public constructor without parameters"),
            [] => throw new PluginLoadException("no public class implements IPlugin"),
            var types => throw new PluginLoadException(
                "more than one public class implements IPlugin: " + string.Join(", ", types.Select(type => type.FullName))),
        };

    private ServiceProvider Register(IConfiguration configuration, IPlugin plugin)
    {
        var services = new ServiceCollection();
        services.AddSingleton(ProductPlugins.Contains(plugin.GetType().Assembly) ? loggerFactory : GuestLog ?? loggerFactory);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(timeProvider);
        plugin.Register(services, configuration);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static ActivatedPlugin CreateParts(string name, string file, IPlugin plugin, ServiceProvider services)
    {
        var packagers = services.GetServices<IPackager>()
            .Select(packager => KeyValuePair.Create(packager.TypeName, packager.Defaults)).ToImmutableArray();
        var sources = services.GetServices<IManifestSource>()
            .SelectMany(source => source.Schemes.Select(scheme => KeyValuePair.Create(scheme, source))).ToImmutableArray();
        var uploaders = services.GetServices<IUploader>()
            .SelectMany(uploader => uploader.Schemes.Select(scheme => KeyValuePair.Create(scheme, uploader))).ToImmutableArray();
        var notifiers = services.GetServices<INotifier>()
            .Select(notifier => KeyValuePair.Create(notifier.TypeName, notifier)).ToImmutableArray();
        ImmutableArray<string> provides =
        [
            .. packagers.Select(pair => PluginPart.Packager(pair.Key)),
            .. sources.Select(pair => PluginPart.ManifestSource(pair.Key)),
            .. uploaders.Select(pair => PluginPart.Uploader(pair.Key)),
            .. notifiers.Select(pair => PluginPart.Notifier(pair.Key)),
        ];

        // Tests have checked those of the product. Checking patterns costs memory, which an idle daemon keeps.
        if (!ProductPlugins.Contains(plugin.GetType().Assembly))
        {
            RequireUsable(packagers, sources, uploaders, notifiers);
        }

        if (provides.IsEmpty)
        {
            throw new PluginLoadException("it registers no packager, manifest source, uploader or notifier");
        }

        RequireDeclared(plugin.GetType().Assembly, provides);
        if (provides.GroupBy(part => part, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new PluginLoadException($"it provides {twice.Key} twice");
        }

        return new ActivatedPlugin
        {
            Plugin = new LoadedPlugin(name, PluginAssembly.VersionOf(plugin.GetType().Assembly), plugin.Description, file, provides),
            IsOfProduct = ProductPlugins.Contains(plugin.GetType().Assembly),
            Services = services,
            PackagerTypes = packagers,
            ManifestSources = sources,
            Uploaders = uploaders,
            Notifiers = notifiers,
        };
    }

    /// <summary>Throws an exception that lists all faults of the parts.</summary>
    private static void RequireUsable(
        ImmutableArray<KeyValuePair<string, PackagerType>> packagers,
        ImmutableArray<KeyValuePair<string, IManifestSource>> sources,
        ImmutableArray<KeyValuePair<string, IUploader>> uploaders,
        ImmutableArray<KeyValuePair<string, INotifier>> notifiers)
    {
        string[] faults =
        [
            .. packagers.SelectMany(packager => PackagerCheck.FindFaults(packager.Key, packager.Value)),
            .. sources.Select(source => SchemeCheck.FindFault("manifest source", source.Key)).OfType<string>(),
            .. uploaders.Select(uploader => SchemeCheck.FindFault("uploader", uploader.Key)).OfType<string>(),
            .. notifiers.Select(notifier => NotifierCheck.FindFault(notifier.Key)).OfType<string>(),
        ];
        if (faults.Length > 0)
        {
            throw new PluginLoadException(step: null, [.. faults.Select(fault => new PluginFault(fault))]);
        }
    }

    /// <summary>A plugin that is created only for its notifiers must have no other parts than those that its assembly declares.</summary>
    private static void RequireDeclared(Assembly assembly, ImmutableArray<string> provides)
    {
        if (PluginDeclaration.Find(assembly) is { } declaration
            && provides.Except(declaration.NotifierTypes.Select(PluginPart.Notifier)).FirstOrDefault() is { } undeclared)
        {
            throw new PluginLoadException(
                $"it provides {undeclared}, but the metadata {PluginDeclaration.NotifiersMark} of its assembly does not declare it; declare all "
                + "its notifiers there, and remove the metadata if it has parts of other kinds");
        }
    }
}
