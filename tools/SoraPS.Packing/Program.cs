namespace SoraPS.Packing;

/// <summary>
/// <c>notices</c> with a list of packages, the folder of NuGet's packages and the file to write; <c>contents</c> with a folder.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["notices", string list, string packages, string notices]:
                    File.WriteAllText(notices, NoticesText.Of(File.ReadLines(list).Select(line => ShippedPackage.Read(packages, line))));
                    Console.WriteLine($"Notices: {notices}");
                    return 0;
                case ["contents", string folder]:
                    Console.Write(ContentsText.Of(folder));
                    return 0;
                default:
                    Console.Error.WriteLine("usage: notices <list> <packages> <file> | contents <folder>");
                    return 2;
            }
        }
        catch (InvalidDataException exception)
        {
            // The form that the build shows as an error.
            Console.Error.WriteLine($"SoraPS.Packing : error : {exception.Message}");
            return 1;
        }
    }
}
