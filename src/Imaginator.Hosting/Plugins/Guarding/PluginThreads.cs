using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>
/// Keeps exceptions on the threads of plugins (threads, work items, timers and asynchronous methods without a task) from ending the
/// program. Exceptions on threads of the program still end it. Thread-safe.
/// </summary>
/// <remarks>The runtime has one handler for the process, so there is one instance for it.</remarks>
internal sealed class PluginThreads
{
    private ImmutableArray<PluginGuard> _guards = [];
    private int _isInstalled;

    public static PluginThreads OfProcess { get; } = new();

    /// <summary>Makes this instance the handler of the process.</summary>
    public void Install()
    {
        if (Interlocked.Exchange(ref _isInstalled, 1) == 0)
        {
            ExceptionHandling.SetUnhandledExceptionHandler(Handle);
        }
    }

    /// <summary>Reports the exceptions of a plugin to its guard.</summary>
    public void Add(PluginGuard guard) => ImmutableInterlocked.Update(ref _guards, guards => guards.Add(guard));

    public void Remove(PluginGuard guard) => ImmutableInterlocked.Update(ref _guards, guards => guards.Remove(guard));

    /// <summary>Reports an exception that ends a thread. Returns false if the thread is one of the program.</summary>
    public bool Handle(Exception exception)
    {
        try
        {
            if (FindPlugin(exception) is not { } plugin)
            {
                return false;
            }

            Report(plugin, exception);
            return true;
        }
        catch (Exception)
        {
            // The runtime reports the exception and ends the program.
            return false;
        }
    }

    /// <summary>The plugin on whose thread an exception was thrown: the one of the outermost method that is not of the runtime.</summary>
    private static AssemblyLoadContext? FindPlugin(Exception exception) => new StackTrace(exception).GetFrames()
        .Select(frame => frame.GetMethod()?.Module.Assembly)
        .LastOrDefault(assembly => assembly?.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) is false) is { } outermost
        && AssemblyLoadContext.GetLoadContext(outermost) is { Name.Length: > 0 } context && context != AssemblyLoadContext.Default
        ? context
        : null;

    private void Report(AssemblyLoadContext plugin, Exception exception)
    {
        var guards = _guards.Where(guard => guard.Plugin.Name == plugin.Name).ToArray();
        foreach (var guard in guards)
        {
            guard.RecordThreadFault(exception);
        }

        if (guards.Length == 0)
        {
            // The plugin is being loaded.
            var version = plugin.Assemblies.Select(assembly => assembly.GetName())
                .FirstOrDefault(name => name.Name == plugin.Name)?.Version?.ToString(3);
            Console.Error.WriteLine($"plugin {plugin.Name} {version} failed on one of its threads: {exception}");
        }
    }
}
