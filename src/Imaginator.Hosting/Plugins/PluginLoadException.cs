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
}
