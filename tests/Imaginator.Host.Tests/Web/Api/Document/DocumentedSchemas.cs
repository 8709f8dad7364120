using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Imaginator.Host.Web.Api;

namespace Imaginator.Host.Tests.Web.Api.Document;

/// <summary>Describes the schemas of a document with the documentation comments of the types that they are made from.</summary>
internal static partial class DocumentedSchemas
{
    private static readonly Assembly Program = typeof(ApiCatalogue).Assembly;

    public static void Describe(JsonObject document)
    {
        var summaries = ReadSummaries();
        var types = Program.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Imaginator.Host.Web.Api.Messages", StringComparison.Ordinal) is true && !type.IsNested)
            .ToDictionary(type => type.Name, StringComparer.Ordinal);
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            // Problem details are a type of the framework.
            if (types.TryGetValue(name, out var type))
            {
                Describe(schema!.AsObject(), type, summaries);
            }
        }
    }

    private static void Describe(JsonObject schema, Type type, Dictionary<string, string> summaries)
    {
        if (summaries.TryGetValue($"T:{type.FullName}", out var ofType))
        {
            schema["description"] = ofType;
        }

        var properties = type.GetProperties().ToDictionary(
            property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), StringComparer.Ordinal);
        foreach (var (name, property) in schema["properties"]!.AsObject())
        {
            // Most tools ignore the description of a reference.
            if (summaries.TryGetValue($"P:{type.FullName}.{properties[name].Name}", out var ofProperty) && !property!.AsObject().ContainsKey("$ref"))
            {
                property["description"] = ofProperty;
            }
        }
    }

    private static Dictionary<string, string> ReadSummaries() => XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "imaginator.xml"))
        .Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => (string)member.Attribute("name")!, member => TextOf(member.Element("summary")!), StringComparer.Ordinal);

    private static string TextOf(XElement summary) => Spaces().Replace(
        string.Concat(summary.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } reference => ((string?)reference.Attribute("cref") ?? "").Split('.', ':')[^1],
            XElement element => element.Value,
            _ => "",
        })),
        " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
