using System.Collections.Immutable;
using Imaginator.Hosting.Plugins.Checking;

namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin cannot be loaded; the message is the reason that is reported.</summary>
internal sealed class PluginLoadException : ImaginatorException
{
    public PluginLoadException(string message) : base(message)
    {
    }

    public PluginLoadException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <param name="step">The step that failed; null if the faults explain that.</param>
    public PluginLoadException(string? step, ImmutableArray<PluginFault> faults, Exception? innerException = null)
        : base(PluginFailure.OneLine((step is null ? "" : $"{step}: ") + string.Join("; ", faults)), innerException!) =>
        Faults = [.. faults.Select(fault => fault with { Message = PluginFailure.OneLine(fault.Message) })];

    /// <summary>The faults that the message consists of; empty if they are unknown.</summary>
    public ImmutableArray<PluginFault> Faults { get; } = [];
}
