namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>A plugin failed in a way that its contract does not permit. The message names the plugin and its version.</summary>
internal sealed class PluginException : ImaginatorException
{
    public PluginException(string message) : base(message)
    {
    }

    public PluginException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
