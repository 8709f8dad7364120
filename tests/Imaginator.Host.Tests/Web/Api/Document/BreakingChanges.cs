using System.Text.Json.Nodes;

namespace Imaginator.Host.Tests.Web.Api.Document;

/// <summary>Finds what a client of an earlier document can no longer rely on.</summary>
internal static class BreakingChanges
{
    /// <summary>One line for each change; empty if there is none.</summary>
    public static IReadOnlyList<string> Find(JsonNode before, JsonNode after)
    {
        var faults = new List<string>();
        var operations = ApiDocument.OperationsOf(after).ToDictionary(item => $"{item.Method} {item.Path}", item => item.Operation);
        foreach (var (path, method, operation) in ApiDocument.OperationsOf(before))
        {
            var name = $"{method} {path}";
            if (operations.TryGetValue(name, out var present))
            {
                CompareParameters(name, operation, present, faults);
                CompareBodies(name, operation, present, faults);
                CompareResponses(name, operation, present, faults);
            }
            else
            {
                faults.Add($"{name} was removed");
            }
        }

        CompareSchemas(before, after, faults);
        return faults;
    }

    private static void CompareParameters(string name, JsonObject before, JsonObject after, List<string> faults)
    {
        var old = ParametersOf(before);
        var present = ParametersOf(after);
        faults.AddRange(old.Keys.Except(present.Keys).Select(parameter => $"{name}: parameter {parameter} was removed"));
        faults.AddRange(present
            .Where(parameter => IsRequired(parameter.Value) && !(old.TryGetValue(parameter.Key, out var known) && IsRequired(known)))
            .Select(parameter => $"{name}: parameter {parameter.Key} is now required"));
        faults.AddRange(old
            .Where(parameter => present.TryGetValue(parameter.Key, out var known)
                && !JsonNode.DeepEquals(parameter.Value["schema"], known["schema"]))
            .Select(parameter => $"{name}: the type of parameter {parameter.Key} has changed"));
    }

    private static Dictionary<string, JsonNode> ParametersOf(JsonObject operation) =>
        (operation["parameters"] as JsonArray ?? new JsonArray()).ToDictionary(
            parameter => $"{parameter!["in"]} {parameter["name"]}", parameter => parameter!);

    private static bool IsRequired(JsonNode node) => (bool?)node["required"] is true;

    private static void CompareBodies(string name, JsonObject before, JsonObject after, List<string> faults)
    {
        if (after["requestBody"] is { } body && IsRequired(body) && !(before["requestBody"] is { } known && IsRequired(known)))
        {
            faults.Add($"{name}: the body is now required");
        }

        if (before["requestBody"] is not null && after["requestBody"] is null)
        {
            faults.Add($"{name}: the body was removed");
        }
    }

    private static void CompareResponses(string name, JsonObject before, JsonObject after, List<string> faults)
    {
        foreach (var (status, response) in before["responses"]!.AsObject())
        {
            if (after["responses"]![status] is not { } present)
            {
                faults.Add($"{name}: the answer {status} was removed");
                continue;
            }

            foreach (var (contentType, content) in response!["content"] as JsonObject ?? new JsonObject())
            {
                var schema = present["content"]?[contentType];
                if (schema is null || !JsonNode.DeepEquals(schema["schema"], content!["schema"]))
                {
                    faults.Add($"{name}: the contents {contentType} of the answer {status} have changed");
                }
            }
        }
    }

    private static void CompareSchemas(JsonNode before, JsonNode after, List<string> faults)
    {
        var requests = RequestsOf(after);
        foreach (var (name, schema) in before["components"]?["schemas"] as JsonObject ?? new JsonObject())
        {
            if (after["components"]?["schemas"]?[name] is not JsonObject present)
            {
                faults.Add($"{name} was removed");
                continue;
            }

            CompareFields(name, schema!.AsObject(), present, faults);
            var (old, required) = (RequiredOf(schema), RequiredOf(present));
            faults.AddRange(requests.Contains(name)
                ? required.Except(old).Select(field => $"{name}: field {field} is now required")
                : old.Except(required).Select(field => $"{name}: field {field} can now be absent"));
        }
    }

    private static void CompareFields(string name, JsonObject before, JsonObject after, List<string> faults)
    {
        foreach (var (field, type) in before["properties"] as JsonObject ?? new JsonObject())
        {
            if (after["properties"]?[field] is not { } present)
            {
                faults.Add($"{name}: field {field} was removed");
            }
            else if (!JsonNode.DeepEquals(WithoutText(type!), WithoutText(present)))
            {
                faults.Add($"{name}: the type of field {field} has changed");
            }
        }
    }

    private static JsonNode WithoutText(JsonNode schema)
    {
        var copy = schema.DeepClone();
        (copy as JsonObject)?.Remove("description");
        return copy;
    }

    private static HashSet<string> RequiredOf(JsonNode schema) =>
        [.. (schema["required"] as JsonArray ?? new JsonArray()).Select(field => (string)field!)];

    private static HashSet<string> RequestsOf(JsonNode document) =>
    [
        .. ApiDocument.OperationsOf(document)
            .Select(item => (string?)item.Operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"])
            .OfType<string>()
            .Select(reference => reference[(reference.LastIndexOf('/') + 1)..]),
    ];
}
