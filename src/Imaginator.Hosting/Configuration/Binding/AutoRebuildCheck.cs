using Imaginator.Building.Documents.Json;
using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Checks that the streams to rebuild exist. An unknown stream is a warning because it can be added later.</summary>
internal static class AutoRebuildCheck
{
    public static void Check(ImaginatorConfiguration configuration, JsonCursor? field)
    {
        // Values of other types are reported already.
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
                    item.Warn($"unknown stream \"{name}\"");
                }
            }
            catch (ImaginatorException e)
            {
                item.Error(e.Message);
            }
        }
    }
}
