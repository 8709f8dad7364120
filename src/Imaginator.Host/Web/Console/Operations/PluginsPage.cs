using Imaginator.Hosting.Plugins;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>The page <c>/showPlugins</c>: the loaded plugins with what they provide, failed and skipped plugins, and conflicts.</summary>
internal sealed class PluginsPage(PluginSet plugins)
{
    public ConsolePage Make() => new("Plugins", new Web_Console_Operations_PluginsView { Model = plugins }) { Section = PageSection.Plugins };
}
