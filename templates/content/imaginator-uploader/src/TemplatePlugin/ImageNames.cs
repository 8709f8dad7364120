using Imaginator.ImageStores;

namespace TemplateNamespace;

/// <summary>The names of images and directories.</summary>
internal static class ImageNames
{
    public static void RequireValid(string name)
    {
        if (name.Split('/').Any(part => part is "" or "." or "..") || name.Any(char.IsControl))
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, "invalid image name: must be a relative path without \".\" and \"..\"");
        }
    }
}
