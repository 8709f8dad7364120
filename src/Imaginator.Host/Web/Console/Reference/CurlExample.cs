namespace Imaginator.Host.Web.Console.Reference;

/// <summary>Makes commands for a shell that call operations, with placeholders in capitals.</summary>
internal static class CurlExample
{
    /// <summary>The command of an operation, with the parameters that it requires.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="address">The address of the daemon, without a slash at its end.</param>
    public static string Of(DocumentedOperation operation, string address)
    {
        var start = "curl"
            + (operation.IsStream ? " -N" : "")
            + (operation.Method == "GET" ? "" : $" -X {operation.Method}")
            + " -H \"Authorization: Bearer $TOKEN\"";
        var parts = new List<string> { start };
        if (operation.Body is { } body)
        {
            parts.Add($"-H {Quote($"Content-Type: {body.MediaType}")}");
            parts.Add($"-d {Quote(body.Example)}");
        }

        parts.Add(Quote(address + PathOf(operation)));
        return string.Join(" \\\n    ", parts);
    }

    private static string PathOf(DocumentedOperation operation)
    {
        var path = operation.Path;
        var query = new List<string>();
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.IsRequired))
        {
            var value = parameter.Name.ToUpperInvariant();
            if (parameter.Location == "path")
            {
                path = path.Replace($"{{{parameter.Name}}}", value, StringComparison.Ordinal);
            }
            else if (parameter.Location == "query")
            {
                query.Add($"{parameter.Name}={value}");
            }
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    // The host of the address comes from the request.
    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
