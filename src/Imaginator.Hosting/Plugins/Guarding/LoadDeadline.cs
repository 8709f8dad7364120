using Imaginator.Quantities;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>Runs the code that loads a plugin, which can block its thread. The program waits, because it cannot start without plugins.</summary>
internal static class LoadDeadline
{
    /// <exception cref="PluginException">The deadline has passed. The thread stays blocked.</exception>
    public static T Run<T>(Func<T> load, TimeSpan deadline)
    {
        var task = Task.Run(load);
        return Task.WaitAny([task], deadline) >= 0
            ? task.GetAwaiter().GetResult()
            : throw new PluginException($"it did not load within {GoDuration.Format(deadline)}");
    }
}
