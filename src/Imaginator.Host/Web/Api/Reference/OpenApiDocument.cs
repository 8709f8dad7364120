namespace Imaginator.Host.Web.Api.Reference;

/// <summary>
/// The file docs/reference/openapi.json in the program, which a test makes from the operations. The daemon does not make it: its generator
/// would load megabytes.
/// </summary>
internal static class OpenApiDocument
{
    private const string Resource = "openapi.json";

    /// <summary>Opens the document. The caller must dispose of it.</summary>
    /// <exception cref="InvalidOperationException">The program was built without the document.</exception>
    public static Stream Open() => typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)
        ?? throw new InvalidOperationException($"resource \"{Resource}\" is missing from the program");
}
