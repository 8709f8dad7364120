using Imaginator.Building.Documents.Json;
using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Checks that the streams to rebuild exist. They may come later, so an unknown one is a warning.</summary>
internal static class AutoRebuildCheck
{
    public static void Check(ImaginatorConfiguration configuration, JsonCursor? field)
    {
        // Anything else than a list of strings has been reported.
        var catalog = configuration.Catalog;
        var machine = new VariableScope(VariableScope.OfMachine);
        foreach (var item in field?.Node is JsonList ? field.AsList() ?? [] : [])
        {
            if (item.Node is not JsonText { Value: var text })
            {
                continue;
            }

            var name = machine.ExpandIfAllKnown(text);
            try
            {
                if (catalog.Find(name) is null)
                {
                    item.Warn($"there is no stream \"{name}\"");
                }
            }
            catch (ImaginatorException e)
            {
                item.Error(e.Message);
            }
        }
    }
}
